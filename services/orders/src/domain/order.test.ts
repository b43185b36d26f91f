import { expect, test } from "vitest";
import { decide, evolve, type Order, type OrderCommand, type OrderEvent, place, refuseId } from "./order.ts";

const at = new Date("2026-11-23T07:30:00.000Z");
const later = new Date("2026-11-23T07:45:00.000Z");
const croissants = { sku: "butter-croissant", quantity: 3, unitPriceCents: 280 };
const draft = {
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  customer: { customerId: "ada", email: "ada@example.com" },
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [croissants],
};

const placed = place(draft, at);
const confirmed: OrderEvent = { type: "OrderConfirmed", at };
const rejected: OrderEvent = { type: "OrderRejected", reason: "sold_out", at };
const ready: OrderEvent = { type: "OrderMarkedReady", at };
const collected: OrderEvent = { type: "OrderCollected", at };
const notCollected: OrderEvent = { type: "OrderNotCollected", at };
const cancelled: OrderEvent = { type: "OrderCancelled", at };
const markedUnpaid: OrderEvent = { type: "OrderMarkedUnpaid", at };
const cancelledUnpaid: OrderEvent = { type: "OrderCancelled", reason: "payment_lost", at };

const orderAfter = (...events: OrderEvent[]): Order => {
  const order = events.reduce<Order | undefined>(evolve, undefined);
  if (!order) throw new Error("An order needs at least OrderPlaced");
  return order;
};
const given = (...events: OrderEvent[]) => ({
  when: (command: OrderCommand) => ({
    thenEvents: (...expected: OrderEvent[]) =>
      expect(decide(command, orderAfter(...events), later)).toEqual(expected),
    thenConflict: () =>
      expect(() => decide(command, orderAfter(...events), later)).toThrow(
        expect.objectContaining({ name: "OrderStatusConflictError", code: "orders.status_conflict" }),
      ),
  }),
});

const confirm: OrderCommand = { type: "Confirm" };
const reject: OrderCommand = { type: "Reject", reason: "payment_declined" };
const markReady: OrderCommand = { type: "MarkReady" };
const markCollected: OrderCommand = { type: "MarkCollected" };
const markNotCollected: OrderCommand = { type: "MarkNotCollected" };
const cancel: OrderCommand = { type: "Cancel" };
const markUnpaid: OrderCommand = { type: "MarkUnpaid" };

test("confirms a pending order", () => {
  given(placed).when(confirm).thenEvents({ type: "OrderConfirmed", at: later });
});
test("rejects a pending order with the reason", () => {
  given(placed).when(reject).thenEvents({ type: "OrderRejected", reason: "payment_declined", at: later });
});
test("marks a confirmed order ready", () => {
  given(placed, confirmed).when(markReady).thenEvents({ type: "OrderMarkedReady", at: later });
});
test("marks a ready order collected", () => {
  given(placed, confirmed, ready).when(markCollected).thenEvents({ type: "OrderCollected", at: later });
});
test("marks a ready order not collected", () => {
  given(placed, confirmed, ready).when(markNotCollected).thenEvents({ type: "OrderNotCollected", at: later });
  expect(orderAfter(placed, confirmed, ready, notCollected)).toMatchObject({
    status: "NOT_COLLECTED",
    sequence: 4,
  });
});
test("leaves it to whoever is first, the customer or the closing, and tells the other", () => {
  given(placed, confirmed, ready, collected).when(markNotCollected).thenConflict();
  given(placed, confirmed, ready, notCollected).when(markCollected).thenConflict();
});
test.each([
  ["pending", [placed]],
  ["confirmed", [placed, confirmed]],
] as const)("cancels a %s order", (_, history) => {
  given(...history)
    .when(cancel)
    .thenEvents({ type: "OrderCancelled", at: later });
});

test("cancels a pending order whose money is gone before anybody confirmed it", () => {
  given(placed).when(markUnpaid).thenEvents({ type: "OrderCancelled", reason: "payment_lost", at: later });
});
test("cancels a confirmed order whose money is gone, with the reason", () => {
  given(placed, confirmed)
    .when(markUnpaid)
    .thenEvents({ type: "OrderCancelled", reason: "payment_lost", at: later });
  expect(orderAfter(placed, confirmed, cancelledUnpaid)).toMatchObject({ status: "CANCELLED", unpaid: true });
});
test.each([
  ["ready", [placed, confirmed, ready], "READY"],
  ["collected", [placed, confirmed, ready, collected], "COLLECTED"],
  ["not collected", [placed, confirmed, ready, notCollected], "NOT_COLLECTED"],
] as const)("keeps an order that is %s and not paid for where it is", (_, history, status) => {
  given(...history)
    .when(markUnpaid)
    .thenEvents({ type: "OrderMarkedUnpaid", at: later });
  const unpaid = orderAfter(...history, markedUnpaid);
  expect(unpaid).toMatchObject({ status, unpaid: true, sequence: history.length + 1 });
});
test("hands over an order that was paid at the counter", () => {
  given(placed, confirmed, ready, markedUnpaid)
    .when(markCollected)
    .thenEvents({ type: "OrderCollected", at: later });
});
test("says nothing of money to whoever cancels", () => {
  expect(orderAfter(placed, confirmed, cancelled).unpaid).toBeUndefined();
});

test.each([
  ["confirming", confirm, [placed, confirmed]],
  ["confirming what is ready by now", confirm, [placed, confirmed, ready]],
  ["rejecting", reject, [placed, rejected]],
  ["marking ready", markReady, [placed, confirmed, ready]],
  ["collecting", markCollected, [placed, confirmed, ready, collected]],
  ["closing", markNotCollected, [placed, confirmed, ready, notCollected]],
  ["marking ready what was not collected", markReady, [placed, confirmed, ready, notCollected]],
  ["confirming what was not collected", confirm, [placed, confirmed, ready, notCollected]],
  ["cancelling", cancel, [placed, cancelled]],
  ["losing the money of a cancelled order", markUnpaid, [placed, confirmed, cancelled]],
  ["losing the money of a rejected order", markUnpaid, [placed, rejected]],
  ["cancelling for lost money", markUnpaid, [placed, confirmed, cancelledUnpaid]],
  ["marking unpaid", markUnpaid, [placed, confirmed, ready, markedUnpaid, collected]],
  ["cancelling what was cancelled for lost money", cancel, [placed, confirmed, cancelledUnpaid]],
] as const)("says nothing new when %s is repeated", (_, command, history) => {
  given(...history)
    .when(command)
    .thenEvents();
});

test.each([
  ["confirming a rejected order", confirm, [placed, rejected]],
  ["confirming a cancelled order", confirm, [placed, cancelled]],
  ["rejecting a confirmed order", reject, [placed, confirmed]],
  ["rejecting a cancelled order", reject, [placed, cancelled]],
  ["marking a pending order ready", markReady, [placed]],
  ["collecting before it is ready", markCollected, [placed, confirmed]],
  ["cancelling a ready order", cancel, [placed, confirmed, ready]],
  ["cancelling a collected order", cancel, [placed, confirmed, ready, collected]],
  ["cancelling an order that was not collected", cancel, [placed, confirmed, ready, notCollected]],
  ["closing before it is ready", markNotCollected, [placed, confirmed]],
  ["closing a cancelled order", markNotCollected, [placed, cancelled]],
  ["cancelling a rejected order", cancel, [placed, rejected]],
] as const)("refuses %s", (_, command, history) => {
  given(...history)
    .when(command)
    .thenConflict();
});

test("counts every change", () => {
  expect(orderAfter(placed)).toMatchObject({ status: "PENDING", sequence: 1 });
  expect(orderAfter(placed, confirmed, ready, collected)).toMatchObject({ status: "COLLECTED", sequence: 4 });
});

test("keeps the reason of a rejection", () => {
  expect(orderAfter(placed, rejected)).toMatchObject({ status: "REJECTED", reason: "sold_out", sequence: 2 });
});

test("an order whose id is another's ends as it begins, and stays so", () => {
  const refused = refuseId(draft, at);

  expect(orderAfter(refused)).toMatchObject({
    status: "REJECTED",
    reason: "id_taken",
    sequence: 1,
    customer: draft.customer,
    totalCents: 840,
  });
  for (const command of [confirm, markReady, markCollected, markNotCollected, cancel])
    given(refused).when(command).thenConflict();
});

test("adds up the total in cents", () => {
  const loaf = { sku: "country-loaf", quantity: 1, unitPriceCents: 620 };

  expect(orderAfter(place({ ...draft, lines: [croissants, loaf] }, at)).totalCents).toBe(1460);
});

test("merges lines of one product, but keeps two prices apart", () => {
  const order = orderAfter(
    place({ ...draft, lines: [croissants, { ...croissants, unitPriceCents: 1 }, croissants] }, at),
  );

  expect(order.lines).toEqual([
    { ...croissants, quantity: 6 },
    { ...croissants, unitPriceCents: 1 },
  ]);
});

test("needs an order before it changes", () => {
  expect(() => evolve(undefined, confirmed)).toThrow("OrderConfirmed came before OrderPlaced");
});
