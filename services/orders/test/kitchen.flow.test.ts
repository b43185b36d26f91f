import {
  KitchenMessage,
  OrderChangeAnswer,
  OrderListView,
  OrderStatusMessage,
} from "@sourdough/events-schema/http";
import {
  type Bakery,
  type Customer,
  checkInvariants,
  fulfilmentsOf,
  newOrderId,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { unownedItems } from "@sourdough/test-kit/emulators";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ordersTable } from "../src/adapters/orders-table.ts";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const confirmed = async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  return orderId;
};
const command = async (who: Customer, orderId: string, verb: "ready" | "collected" | "cancel") => {
  const response = await who.request("POST", `/orders/${orderId}/${verb}`);
  return { status: response.status, body: await response.json() };
};
const list = async (status: string, cursor?: string) => {
  const query = new URLSearchParams({ status });
  if (cursor) query.set("cursor", cursor);
  const response = await baker.request("GET", `/kitchen/store-1/orders?${query}`);
  expect(response.status).toBe(200);
  return OrderListView.parse(await response.json());
};
const idsIn = async (status: string) => (await list(status)).orders.map(({ orderId }) => orderId);
const changesOf = (orderId: string) =>
  bakery.published.filter(
    ({ "detail-type": name, detail }) => name === "OrderStatusChanged" && detail.data.orderId === orderId,
  );

test("an order goes through the kitchen, seen by staff and customer alike", async () => {
  const kitchen = await baker.follow("/kitchen/store-1");
  const customer = await ann.follow(`/orders/${ann.customerId}/*`);
  const orderId = await confirmed();
  await expect(idsIn("CONFIRMED")).resolves.toEqual([orderId]);

  const ready = await command(baker, orderId, "ready");
  expect(ready).toMatchObject({ status: 200, body: { orderId, status: "READY", sequence: 3 } });
  OrderChangeAnswer.strict().parse(ready.body);
  await expect(idsIn("CONFIRMED")).resolves.toEqual([]);
  await expect(idsIn("READY")).resolves.toEqual([orderId]);
  await expect(command(baker, orderId, "collected")).resolves.toMatchObject({
    status: 200,
    body: { status: "COLLECTED", sequence: 4 },
  });
  await expect(idsIn("COLLECTED")).resolves.toEqual([orderId]);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "COLLECTED", sequence: 4 });

  await bakery.until("both heard of it", () => kitchen.messages.length >= 3 && customer.messages.length >= 4);
  const heard = kitchen.messages.map((message) => KitchenMessage.strict().parse(message));
  expect(heard.sort((a, b) => a.sequence - b.sequence)).toMatchObject([
    { orderId, status: "CONFIRMED", sequence: 2 },
    { orderId, status: "READY", sequence: 3 },
    { orderId, status: "COLLECTED", sequence: 4 },
  ]);
  const sequences = customer.messages.map((message) => OrderStatusMessage.parse(message).sequence);
  expect(sequences.sort()).toEqual([1, 2, 3, 4]);
  kitchen.close();
  customer.close();
});

test("a command sent twice gives the same answer and no second event", async () => {
  const orderId = await confirmed();
  const [first, second] = await Promise.all([
    command(baker, orderId, "ready"),
    command(baker, orderId, "ready"),
  ]);
  const third = await command(baker, orderId, "ready");
  await bakery.quiet();

  expect(first.status).toBe(200);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(changesOf(orderId)).toHaveLength(3);
});

test("pages go on after the last order of the page before, newest first", async () => {
  const older = await confirmed();
  const newer = await confirmed();
  const page = await list("CONFIRMED");
  const [first, second] = page.orders;

  expect([first?.orderId, second?.orderId]).toEqual([newer, older]);
  expect(page.cursor).toBeUndefined();
  const cursor = [first?.updatedAt, first?.customerId, first?.orderId].join("~");
  expect((await list("CONFIRMED", cursor)).orders).toEqual(page.orders.slice(1));
});

test("the kitchen is for staff", async () => {
  const orderId = await confirmed();
  const forbidden = { status: 403, body: { status: 403, code: "orders.staff_only" } };

  await expect(command(ann, orderId, "ready")).resolves.toMatchObject(forbidden);
  await expect(command(ann, orderId, "collected")).resolves.toMatchObject(forbidden);
  const response = await ann.request("GET", "/kitchen/store-1/orders?status=CONFIRMED");
  expect({ status: response.status, body: await response.json() }).toMatchObject(forbidden);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  await expect(ann.follow("/kitchen/store-1")).rejects.toThrow(/Unauthorized/);
  await expect(ann.follow("/kitchen/*")).rejects.toThrow(/Unauthorized/);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
});

test("the order's rules are the answer to what comes too early or too late", async () => {
  const orderId = await confirmed();
  const conflict = { status: 409, body: { status: 409, code: "orders.status_conflict" } };

  await expect(command(baker, orderId, "collected")).resolves.toMatchObject({
    ...conflict,
    body: { ...conflict.body, detail: expect.stringContaining(`${orderId} is CONFIRMED`) },
  });
  await command(baker, orderId, "ready");
  await expect(command(ann, orderId, "cancel")).resolves.toMatchObject(conflict);
  await command(baker, orderId, "collected");
  await expect(command(ann, orderId, "cancel")).resolves.toMatchObject(conflict);
});

test.each<[string, () => string, number, string]>([
  ["an order that is not there", () => newOrderId(), 404, "orders.not_found"],
  ["an id that is none", () => "ord-1", 400, "orders.malformed_id"],
  ["an id with an end of its own", () => "ord-1%22%7D", 400, "orders.malformed_id"],
])("refuses to change %s", async (_, orderId, status, code) => {
  for (const answer of [await command(baker, orderId(), "ready"), await command(ann, orderId(), "cancel")])
    expect(answer).toMatchObject({ status, body: { status, code } });
});

test("refuses to cancel the order of another customer, as if there were none", async () => {
  const orderId = await confirmed();

  await expect(command(baker, orderId, "cancel")).resolves.toMatchObject({
    status: 404,
    body: { code: "orders.not_found" },
  });
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
});

test.each(["status=PENDING", "status=CONFIRMED%22", "status=READY&cursor=x", "status=READY&cursor=~~"])(
  "refuses to list orders by %s",
  async (query) => {
    const response = await baker.request("GET", `/kitchen/store-1/orders?${query}`);

    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({ code: "orders.malformed_query" });
  },
);

test("a list needs a status", async () => {
  const response = await baker.request("GET", "/kitchen/store-1/orders");

  expect(response.status).toBe(400);
  await expect(response.json()).resolves.toMatchObject({ code: "invalid_parameters" });
});

const stockOf = async (sku: string) => {
  const stock = (await bakery.items("inventory")).find(
    ({ entity, storeId, ...item }) => entity === "stock" && storeId === "store-1" && item.sku === sku,
  );
  return { onHand: stock?.onHand, reserved: stock?.reserved, sold: stock?.sold };
};
const cake = { lines: [{ sku: "wedding-cake", quantity: 2, unitPriceCents: 9900 }] };

test("a confirmed order that is cancelled is off the board, and gives back stock and money", async () => {
  const kitchen = await baker.follow("/kitchen/store-1");
  const orderId = await ann.place(cake);
  await ann.decided(orderId);
  await bakery.until("the money is taken", () => bakery.money(orderId).captured === 19_800);
  await bakery.until("the cakes are sold", async () => (await stockOf("wedding-cake")).sold === 2);

  const answer = await command(ann, orderId, "cancel");
  expect(answer).toMatchObject({ status: 200, body: { orderId, status: "CANCELLED", sequence: 3 } });
  await settle(bakery);

  await expect(idsIn("CONFIRMED")).resolves.not.toContain(orderId);
  expect(kitchen.messages).toContainEqual(answer.body);
  await expect(stockOf("wedding-cake")).resolves.toEqual({ onHand: 3, reserved: 0, sold: 0 });
  expect(bakery.money(orderId)).toMatchObject({ held: 0, captured: 19_800, refunded: 19_800 });
  await expect(ann.order(orderId)).resolves.toMatchObject({
    status: "CANCELLED",
    stockReturnedAt: expect.any(String),
    moneyReturnedAt: expect.any(String),
  });
  expect(
    bakery.published
      .filter(({ detail }) => detail.data.orderId === orderId)
      .map((event) => event["detail-type"]),
  ).toEqual(
    expect.arrayContaining(["OrderCancelled", "StockReleased", "PaymentRefunded", "NotificationSent"]),
  );
  await expect(command(ann, orderId, "cancel")).resolves.toEqual(answer);
  kitchen.close();
});

test.each(["StockReservationRequested", "StockReserved", "PaymentRequested", "PaymentAuthorized"])(
  "an order that is cancelled while its %s is on the way holds nothing, and its fulfilment ends in peace",
  async (late) => {
    const held = Promise.withResolvers<void>();
    bakery.faults.onDelivery(({ service, payload }) => {
      if (service !== "events" || !String(payload).includes(`"${late}"`)) return [0];
      held.resolve();
      return [60_000];
    });
    const orderId = await ann.place(cake);
    await held.promise;

    await expect(command(ann, orderId, "cancel")).resolves.toMatchObject({
      status: 200,
      body: { status: "CANCELLED", sequence: 2 },
    });
    await settle(bakery);
    expect((await fulfilmentsOf(bakery)).find(({ name }) => name === orderId)?.status).toBe("SUCCEEDED");
    await expect(stockOf("wedding-cake")).resolves.toEqual({ onHand: 3, reserved: 0, sold: 0 });
    expect(bakery.money(orderId)).toMatchObject({ held: 0, captured: 0 });
  },
);

test("keeps every invariant", async () => {
  await settle(bakery);
  await checkInvariants(bakery);
});

test("leaves nothing in the table that is not one of its entities", async () => {
  const items = await bakery.items("orders");

  expect(items.map(({ entity }) => entity)).toEqual(
    expect.arrayContaining(["order", "claim", "menuItem", "outbox"]),
  );
  expect(unownedItems(ordersTable({ table: "any" }).entities, items)).toEqual([]);
});
