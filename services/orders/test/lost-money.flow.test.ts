import { KitchenMessage, OrderListView, OrderStatusMessage } from "@sourdough/events-schema/http";
import {
  type Bakery,
  type Customer,
  checkInvariants,
  openBakery,
  seededFaults,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp({ phone: "+4915112345678" });
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const hour = 3600 * 1000;
const day = 24 * hour;
/** Whoever settles payments hears of confirmed orders so much later, in as many copies; no store closes meanwhile. */
const settleLate = (...milliseconds: number[]) =>
  bakery.faults.onDelivery(({ service, to, payload }) =>
    service === "scheduler"
      ? []
      : service === "events" && to.includes("SettlePayment") && String(payload).includes('"OrderConfirmed"')
        ? milliseconds
        : [0],
  );
const confirmed = async () => {
  const orderId = await ann.place();
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  return orderId;
};
const command = async (who: Customer, orderId: string, verb: "ready" | "collected" | "cancel") => {
  expect((await who.request("POST", `/orders/${orderId}/${verb}`)).status).toBe(200);
};
const ledgerOf = async (orderId: string) =>
  (await bakery.items("payments"))
    .filter((item) => item.entity === "paymentEvent" && item.orderId === orderId)
    .map(({ type }) => type);
const published = (name: string, orderId: string) =>
  bakery.published.filter(
    (event) => event["detail-type"] === name && event.detail.metadata.correlationId === orderId,
  );
const settlementFailures = () =>
  bakery.hops(({ action, resource }) => action === "FailMessage" && resource.includes("SettlePayment"))
    .length;
const inTheKitchen = async (status: string) => {
  const response = await baker.request("GET", `/kitchen/store-1/orders?status=${status}`);
  return OrderListView.parse(await response.json()).orders;
};

test("cancels a confirmed order whose hold ran out, at once, and says why to everybody", async () => {
  settleLate(8 * day, 8 * day, 8 * day + 70_000);
  const orderId = await confirmed();
  await bakery.quiet();
  expect(bakery.money(orderId)).toMatchObject({ held: 280, captured: 0 });
  await bakery.pass(8 * day - hour);
  expect(bakery.money(orderId)).toMatchObject({ held: 0 });
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  const customer = await ann.follow(`/orders/${ann.customerId}/*`);
  const kitchen = await baker.follow("/kitchen/store-1");
  const failures = settlementFailures();

  await bakery.pass(hour);
  await bakery.until(
    "the order is cancelled",
    async () => (await ann.order(orderId))?.status === "CANCELLED",
  );
  await settle(bakery);
  expect(settlementFailures()).toBe(failures);
  const found = await ann.order(orderId);
  expect(found).toMatchObject({ status: "CANCELLED", sequence: 3, unpaid: true });
  expect(found).toMatchObject({ stockReturnedAt: expect.any(String), moneyReturnedAt: expect.any(String) });
  await expect(ledgerOf(orderId)).resolves.toEqual(["Opened", "Authorized", "Lost", "Voided"]);
  expect(published("PaymentLost", orderId)).toMatchObject([{ detail: { data: { reason: "expired" } } }]);
  expect(published("OrderCancelled", orderId)).toMatchObject([
    { detail: { data: { reason: "payment_lost" } } },
  ]);
  const notifications = bakery
    .letters()
    .map(({ subject = "", text }) => `${subject} ${text}`)
    .filter((text) => text.includes(`${orderId.slice(-6)} is cancelled`));
  expect(notifications.sort()).toEqual([
    expect.stringContaining(`Sourdough: Your order ${orderId.slice(-6)} is cancelled. Nothing was charged.`),
    expect.stringContaining("your bank no longer keeps the money"),
  ]);

  const last = { orderId, status: "CANCELLED", sequence: 3, unpaid: true };
  expect(customer.messages.map((message) => OrderStatusMessage.strict().parse(message))).toMatchObject([
    last,
  ]);
  expect(kitchen.messages.map((message) => KitchenMessage.strict().parse(message))).toMatchObject([last]);
  customer.close();
  kitchen.close();
  await checkInvariants(bakery);
});

test.each([
  ["READY", ["ready"]],
  ["COLLECTED", ["ready", "collected"]],
] as const)("leaves an order that is %s where it is, to be paid at the counter", async (status, verbs) => {
  settleLate(8 * day);
  const orderId = await confirmed();
  await bakery.quiet();
  for (const verb of verbs) await command(baker, orderId, verb);
  await bakery.pass(8 * day);
  await bakery.until("the order is unpaid", async () => (await ann.order(orderId))?.unpaid);
  await settle(bakery);

  const unpaid = { orderId, status, sequence: verbs.length + 3, unpaid: true };
  await expect(ann.order(orderId)).resolves.toMatchObject(unpaid);
  expect((await inTheKitchen(status)).find((order) => order.orderId === orderId)).toMatchObject(unpaid);
  await expect(ledgerOf(orderId)).resolves.toEqual(["Opened", "Authorized", "Lost"]);
  expect(published("OrderCancelled", orderId)).toEqual([]);
  if (status === "READY") {
    await command(baker, orderId, "collected");
    await expect(ann.order(orderId)).resolves.toMatchObject({ status: "COLLECTED", unpaid: true });
    await settle(bakery);
  }
  await checkInvariants(bakery);
});

test("takes the money when the hold ends after the capture whose answer was lost", async () => {
  let lost = 0;
  bakery.faults.onCall(({ functionName, operation }) =>
    functionName.includes("SettlePayment") && operation === "TransactWriteItems" && lost++ === 0
      ? "before"
      : undefined,
  );
  const orderId = await confirmed();
  await bakery.until("the function died after the capture", () => lost > 0);
  bakery.faults.clear();
  bakery.paymentProvider.endHold(orderId);
  await bakery.pass(8 * day);
  // The message is older than its queue keeps any; the event comes again, as from an archive.
  await bakery.queue("SettlePaymentQueue").send(published("OrderConfirmed", orderId)[0]);
  await settle(bakery);

  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
  await expect(ledgerOf(orderId)).resolves.toEqual(["Opened", "Authorized", "Captured"]);
  expect(published("PaymentLost", orderId)).toEqual([]);
  await checkInvariants(bakery);
});

test.each([1, 2])("keeps the invariants when holds end at any moment, by seed %i", async (seed) => {
  const trouble = seededFaults(seed, { duplicate: 0.4, delay: 0.2, maxDelayMs: 60_000 });
  bakery.faults.onDelivery((delivery) =>
    trouble.delivery(delivery).map((ms) => (delivery.service === "pipes" ? Math.min(ms, 15_000) : ms)),
  );
  const orderIds = await Promise.all(Array.from({ length: 12 }, () => ann.place()));
  const wanted = new Set(orderIds);
  const ended = new Set<string>();
  await bakery.until("each hold ended or was captured", () => {
    for (const orderId of wanted) {
      const { held, captured, authorizations } = bakery.money(orderId);
      if (held > 0) {
        bakery.paymentProvider.endHold(orderId);
        ended.add(orderId);
        // What a customer and a baker do at the same time.
        if (ended.size % 3 === 1) void ann.request("POST", `/orders/${orderId}/cancel`);
        if (ended.size % 3 === 2) void baker.request("POST", `/orders/${orderId}/ready`);
      }
      if (held > 0 || captured > 0 || (authorizations > 0 && ended.has(orderId))) wanted.delete(orderId);
    }
    bakery.tick(500);
    return wanted.size === 0;
  });
  await settle(bakery, { stepMs: 60_000 });

  const found = await Promise.all([...ended].map((orderId) => ann.order(orderId)));
  for (const order of found)
    expect(order?.status === "CANCELLED" || order?.unpaid, JSON.stringify(order)).toBe(true);
  expect(ended.size).toBeGreaterThan(0);
  await checkInvariants(bakery);
});
