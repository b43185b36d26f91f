import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { at, fakePorts, memoryOrders } from "../../test/fakes.ts";
import { evolve, type OrderCommand, place } from "../domain/order.ts";
import { changeOrderStatus } from "./change-order-status.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const cause = { causationId: "evt-1", traceparent };
const placed = evolve(
  undefined,
  place(
    {
      orderId,
      customer: { customerId: "ada", email: "ada@example.com", phone: "+4915112345678" },
      storeId: "store-1",
      paymentMethodId: "pm_card_visa",
      lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
    },
    at,
  ),
);

const withOrder = () => {
  const { repository, orders, outbox } = memoryOrders();
  orders.set(orderId, placed);
  const ports = fakePorts({ orders: repository });
  const counted: string[] = [];
  const times: number[] = [];
  const telemetry = {
    ...quiet,
    count: (metric: string) => void counted.push(metric),
    measure: (_: string, milliseconds: number) => void times.push(milliseconds),
  };
  const change = (command: OrderCommand, changed = ports) =>
    changeOrderStatus(changed, { orderId, customerId: "ada", command, cause }, telemetry);
  return { ports, orders, outbox, change, counted, times };
};
const dataOf = (outbox: { detailType: string; detail: string }[]) =>
  Object.fromEntries(outbox.map(({ detailType, detail }) => [detailType, JSON.parse(detail).data]));

test("confirms, and tells others and the customer", async () => {
  const { outbox, change } = withOrder();

  await expect(change({ type: "Confirm" })).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
  expect(dataOf(outbox)).toEqual({
    OrderConfirmed: {
      orderId,
      customer: placed.customer,
      storeId: "store-1",
      lines: placed.lines,
      totalCents: 840,
      currency: "EUR",
      confirmedAt: at.toISOString(),
    },
    OrderStatusChanged: {
      orderId,
      customerId: "ada",
      storeId: "store-1",
      status: "CONFIRMED",
      sequence: 2,
      at: at.toISOString(),
    },
  });
});

test.each([
  ["Confirm", 5000, "OrdersAnsweredInTime"],
  ["Confirm", 5001, "OrdersAnsweredLate"],
  ["Cancel", 900, "OrdersAnsweredInTime"],
] as const)("counts %s after %i ms as %s, once", async (type, waitedMs, metric) => {
  const { ports, change, counted, times } = withOrder();
  const later = { ...ports, now: () => new Date(at.getTime() + waitedMs) };

  await change({ type }, later);
  await change({ type }, later);

  expect(counted.filter((one) => one.startsWith("OrdersAnswered"))).toEqual([metric]);
  expect(times).toEqual([waitedMs]);
});

test("counts no answer for a change of an order that has one", async () => {
  const { change, counted, times } = withOrder();
  await change({ type: "Confirm" });

  await change({ type: "MarkReady" });

  expect(counted).toEqual(["OrdersConfirmed", "OrdersAnsweredInTime", "OrdersReady"]);
  expect(times).toHaveLength(1);
});

test("rejects with the reason in both events", async () => {
  const { outbox, change } = withOrder();
  await change({ type: "Reject", reason: "sold_out" });

  expect(dataOf(outbox)).toMatchObject({
    OrderRejected: { reason: "sold_out" },
    OrderStatusChanged: { status: "REJECTED", reason: "sold_out" },
  });
});

test("gives the same answer to the same command, and no second event", async () => {
  const { outbox, change } = withOrder();
  const first = await change({ type: "Confirm" });
  const second = await change({ type: "Confirm" });

  expect(second).toEqual(first);
  expect(outbox).toHaveLength(2);
});

test("tells only the status of what others do not act on", async () => {
  const { outbox, change } = withOrder();
  await change({ type: "Confirm" });
  outbox.length = 0;
  await change({ type: "MarkReady" });
  await change({ type: "MarkCollected" });

  expect(outbox.map(({ detailType }) => detailType)).toEqual(["OrderStatusChanged", "OrderStatusChanged"]);
});

test("decides again on the order as another change left it", async () => {
  const { ports, orders, change } = withOrder();
  const stale = { ...ports.orders };
  const find: typeof stale.find = async (...key) => {
    const order = await ports.orders.find(...key);
    if (order?.status === "PENDING") orders.set(orderId, { ...order, status: "CANCELLED", sequence: 2 });
    return order;
  };

  await expect(change({ type: "Confirm" }, { ...ports, orders: { ...stale, find } })).rejects.toMatchObject({
    name: "OrderStatusConflictError",
  });
});

test("leaves it to the workflow to try again when others keep winning", async () => {
  const { ports, change } = withOrder();
  const orders = { ...ports.orders, save: async () => false };

  await expect(change({ type: "Confirm" }, { ...ports, orders })).rejects.toMatchObject({
    name: "TransientError",
  });
});

test("does not find another customer's order", async () => {
  const { ports } = withOrder();
  const command = { type: "Cancel" } as const;

  await expect(
    changeOrderStatus(ports, { orderId, customerId: "mallory", command, cause }, quiet),
  ).rejects.toMatchObject({ name: "OrderNotFoundError" });
});
