import { OrderPlaced, OrderPlacedV2, PlaceOrderRequested, parseEvent } from "@sourdough/events-schema";
import { PlaceOrderBody } from "@sourdough/events-schema/http";
import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { at, fakePorts, memoryFulfilment, memoryOrders } from "../../test/fakes.ts";
import { placeOrder } from "./place-order.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const customer = { customerId: "ada", email: "ada@example.com" };
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const request = (changes: Partial<PlaceOrderRequested["data"]> = {}): PlaceOrderRequested => ({
  metadata: { correlationId: orderId, causationId: "request-1", traceparent, requestedAt: at.getTime() },
  data: {
    orderId,
    customer,
    order: {
      storeId: "store-1",
      paymentMethodId: "pm_card_visa",
      lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
    },
    ...changes,
  },
});
const otherBody = {
  storeId: "store-2",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "country-loaf", quantity: 1, unitPriceCents: 620 }],
};

const shop = () => {
  const { repository, orders, refused, outbox } = memoryOrders();
  const { fulfilment, started } = memoryFulfilment();
  const ports = fakePorts({ orders: repository, fulfilment });
  return { ports, orders, refused, outbox, started };
};

test("writes the order with its events and starts its fulfilment", async () => {
  const { ports, orders, outbox, started } = shop();
  await placeOrder(ports, request(), quiet);

  expect(orders.get(orderId)).toMatchObject({
    status: "PENDING",
    sequence: 1,
    totalCents: 840,
    placedAt: at,
  });
  expect(outbox.map(({ detailType }) => detailType)).toEqual(["OrderPlaced", "OrderStatusChanged"]);
  expect(outbox.map(({ detail }) => JSON.parse(detail).metadata)).toMatchObject([
    { correlationId: orderId, causationId: "request-1", traceparent, sequence: 1 },
    { correlationId: orderId, causationId: "request-1", traceparent, sequence: 1 },
  ]);
  expect(started.get(orderId)).toEqual(orders.get(orderId));
});

test.each([
  ["of one product", () => "wedding-cake"],
  ["of fifty", (index: number) => `wedding-cake-${index}`],
])("can tell of the largest order that is accepted, %s", async (_, sku) => {
  const { ports, orders, outbox } = shop();
  const { quantity, unitPriceCents } = PlaceOrderBody.shape.lines.element.shape;
  const lines = Array.from({ length: 50 }, (_, index) => ({
    sku: sku(index),
    quantity: Number(quantity.maxValue),
    unitPriceCents: Number(unitPriceCents.maxValue),
  }));
  await placeOrder(ports, PlaceOrderRequested.parse(request({ order: { ...otherBody, lines } })), quiet);

  expect(orders.get(orderId)?.totalCents).toBe(50 * 99 * 20_000);
  expect(outbox).toHaveLength(2);
});

test("tells of the order in version 2, for whoever takes only that and for whoever took version 1 before", async () => {
  const { ports, outbox } = shop();
  await placeOrder(ports, request(), quiet);
  const [item] = outbox;
  const event = {
    source: item?.source,
    "detail-type": item?.detailType,
    detail: JSON.parse(item?.detail ?? "{}"),
  };

  const [now, migrating] = [
    parseEvent([OrderPlacedV2], event),
    parseEvent([OrderPlaced, OrderPlacedV2], event),
  ];
  expect(now.data).toEqual({
    orderId,
    customerId: "ada",
    storeId: "store-1",
    lines: [{ sku: "butter-croissant", quantity: 3, unitPrice: { amountCents: 280, currency: "EUR" } }],
    total: { amountCents: 840, currency: "EUR" },
    placedAt: at.toISOString(),
  });
  expect(migrating).toEqual(now);
});

test("takes the first body when the same order comes again with another", async () => {
  const { ports, orders, outbox, started } = shop();
  await placeOrder(ports, request(), quiet);
  await placeOrder(ports, request({ order: otherBody }), quiet);

  expect(orders.get(orderId)).toMatchObject({ storeId: "store-1", totalCents: 840, sequence: 1 });
  expect(outbox).toHaveLength(2);
  expect(started.get(orderId)).toMatchObject({ storeId: "store-1" });
});

test("makes up for a crash between the two steps, with the order that was written", async () => {
  const { ports, started } = shop();
  const crash = { start: () => Promise.reject(new Error("The worker is gone")) };
  await expect(placeOrder({ ...ports, fulfilment: crash }, request(), quiet)).rejects.toThrow(
    "The worker is gone",
  );
  await placeOrder(ports, request({ order: otherBody }), quiet);

  expect(started.get(orderId)).toMatchObject({ storeId: "store-1" });
});

test("leaves an order alone that is past PENDING", async () => {
  const { ports, orders, started } = shop();
  await placeOrder(ports, request(), quiet);
  const order = orders.get(orderId);
  if (order) orders.set(orderId, { ...order, status: "CONFIRMED", sequence: 2 });
  started.clear();
  await placeOrder(ports, request(), quiet);

  expect(started.size).toBe(0);
});

const mallory = { customerId: "mallory", email: "mallory@example.com" };

test("rejects an order of a customer whose id another customer's order has, and leaves that one alone", async () => {
  const { ports, orders, refused, outbox, started } = shop();
  await placeOrder(ports, request(), quiet);
  const owned = orders.get(orderId);
  started.clear();
  await placeOrder(ports, request({ customer: mallory, order: otherBody }), quiet);

  expect(orders.get(orderId)).toBe(owned);
  expect([...refused.values()]).toMatchObject([
    { orderId, customer: mallory, storeId: "store-2", status: "REJECTED", reason: "id_taken", sequence: 1 },
  ]);
  expect(outbox.map(({ detailType }) => detailType)).toEqual([
    "OrderPlaced",
    "OrderStatusChanged",
    "OrderIdRefused",
  ]);
  expect(JSON.parse(outbox[2]?.detail ?? "{}").data).toEqual({
    orderId,
    customerId: "mallory",
    at: at.toISOString(),
  });
  expect(started.size).toBe(0);
});

test("says so once, however often either of them sends the order", async () => {
  const { ports, orders, refused, outbox, started } = shop();
  const theirs = request({ customer: mallory });
  for (const each of [request(), theirs, theirs, request(), theirs]) await placeOrder(ports, each, quiet);

  expect(outbox).toHaveLength(3);
  expect(refused.size).toBe(1);
  expect(orders.get(orderId)?.customer).toEqual(customer);
  expect([...started.values()].map((order) => order.customer)).toEqual([customer]);
});
