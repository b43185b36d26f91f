import { OrderListView } from "@sourdough/events-schema/http";
import {
  type Bakery,
  type Customer,
  checkInvariants,
  type Delivery,
  openBakery,
  seededFaults,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const orders = [
  {},
  { paymentMethodId: "pm_card_chargeDeclined" },
  { lines: [{ sku: "wedding-cake", quantity: 2, unitPriceCents: 9900 }] },
  { lines: [{ sku: "country-loaf", quantity: 5, unitPriceCents: 600 }] },
  { storeId: "store-2", lines: [{ sku: "simit", quantity: 1, unitPriceCents: 250 }] },
  { lines: [{ sku: "country-loaf", quantity: 5, unitPriceCents: 620 }] },
];
const placeMany = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => ann.place(orders[index % orders.length])));

test("comes to the same when every message and every event is delivered twice", async () => {
  bakery.faults.onDelivery(() => [0, 0]);
  const orderIds = await placeMany(12);
  await settle(bakery);
  const found = await Promise.all(orderIds.map((orderId) => ann.order(orderId)));

  const outcomes = found.map((order) => order?.reason ?? order?.status);
  expect(outcomes.filter((_, index) => index % 6 === 0)).toEqual(["CONFIRMED", "CONFIRMED"]);
  expect(outcomes.filter((_, index) => index % 6 === 1)).toEqual(["payment_declined", "payment_declined"]);
  expect(outcomes.filter((_, index) => index % 6 === 2).sort()).toEqual(["CONFIRMED", "sold_out"]);
  await checkInvariants(bakery);
});

/** Holds back each copy of an event on its way to `target` for so many seconds. */
const holdBack = (event: string, target: string, ...seconds: number[]) =>
  bakery.faults.onDelivery(({ service, to, payload }) =>
    service === "events" && to.includes(target) && String(payload).includes(`"${event}"`)
      ? seconds.map((each) => each * 1000)
      : [0],
  );

test.each([
  ["the answer of the stock", "StockReserved", "ResumeFulfilment", 200, "stock_timeout"],
  ["the question to the stock", "StockReservationRequested", "StockReservation", 200, "stock_timeout"],
  ["the answer about the payment", "PaymentAuthorized", "ResumeFulfilment", 400, "payment_timeout"],
  ["the question about the payment", "PaymentRequested", "AuthorizePayment", 400, "payment_timeout"],
])("rejects an order when %s comes after the workflow gave up", async (_, event, target, seconds, reason) => {
  holdBack(event, target, seconds);
  const orderId = await ann.place();
  await bakery.until(`${event} of ${orderId}`, () =>
    bakery.published.some(
      (one) => one["detail-type"] === event && one.detail.metadata.correlationId === orderId,
    ),
  );
  await bakery.pass((seconds - 10) * 1000);

  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "REJECTED", reason });
  await settle(bakery);
  expect(bakery.money(orderId)).toMatchObject({ held: 0, captured: 0 });
  await checkInvariants(bakery);
});

test("is not confused by an answer that comes again after the next one", async () => {
  holdBack("StockReserved", "ResumeFulfilment", 0, 5);
  const orderId = await ann.place();
  await ann.decided(orderId);
  holdBack("PaymentAuthorized", "ResumeFulfilment", 30, 0, 60);
  const second = await ann.place();

  await expect(ann.decided(second)).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
  await settle(bakery);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
  await checkInvariants(bakery);
});

// What a pipe calls has its own time limit, so only messages and events may come later than a workflow waits.
const longestMs = ({ service }: Delivery) => (service === "pipes" ? 15_000 : 500_000);

test.each([1, 2, 3])("keeps the invariants when deliveries go wrong by seed %i", async (seed) => {
  const trouble = seededFaults(seed, { duplicate: 0.3, delay: 0.1, maxDelayMs: 500_000 });
  bakery.faults.onDelivery((delivery) =>
    trouble.delivery(delivery).map((ms) => Math.min(ms, longestMs(delivery))),
  );
  await placeMany(24);
  await settle(bakery, { stepMs: 60_000 });

  await checkInvariants(bakery);
});

test("lists every order of the customer once, the newest first, page by page", async () => {
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const response = await ann.request("GET", `/orders${cursor ? `?cursor=${cursor}` : ""}`);
    const page = OrderListView.parse(await response.json());
    expect(page.orders.length).toBeLessThanOrEqual(20);
    listed.push(...page.orders.map(({ orderId }) => orderId));
    cursor = page.cursor;
  } while (cursor);

  expect(listed.length).toBeGreaterThan(40);
  expect(listed).toEqual([...bakery.accepted.keys()].sort().reverse());
});
