import { PlaceOrderRequested } from "@sourdough/events-schema";
import { OrderListView, OrderView, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { orderItem as item, orderId, render, requestId, orderView as view } from "../../test/render.ts";
import {
  enqueueOrder,
  getOrder,
  listOrders,
  orderFound,
  orderNotReceived,
  orderReceived,
  ordersFound,
  ordersRefused,
} from "./templates.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const body = {
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
};

const enqueue = (request: Partial<Parameters<typeof render>[1]>) =>
  new URLSearchParams(render(enqueueOrder, { body, path: { orderId }, ...request }).text);
const enqueued = (request: Parameters<typeof enqueue>[0]) =>
  PlaceOrderRequested.parse(JSON.parse(enqueue(request).get("MessageBody") ?? "null"));

test("puts the order on the queue with its customer and trace", () => {
  expect(Object.fromEntries(enqueue({}))).toMatchObject({ Action: "SendMessage" });
  expect(enqueued({ header: { traceparent } })).toEqual({
    metadata: {
      correlationId: orderId,
      causationId: requestId,
      traceparent,
      requestedAt: 1_763_883_000_000,
    },
    data: { orderId, customer: { customerId: "ada", email: "ada@example.com" }, order: body },
  });
});

test.each([[undefined], ["00-hello"], [`${traceparent}"`]])(
  "makes a trace of its own instead of %s",
  (header) => {
    const { metadata } = enqueued({ header: header === undefined ? {} : { traceparent: header } });

    expect(metadata.traceparent).toBe("00-c6af9ac67b6111e69a4193e8deadbeef-c6af9ac67b6111e6-01");
  },
);

test("gets awkward addresses through the form and the JSON", () => {
  const claims = { email: "o'hara+bread&butter@example.com", phone_number: "+4915112345678" };

  expect(enqueued({ claims }).data.customer).toEqual({
    customerId: "ada",
    email: "o'hara+bread&butter@example.com",
    phone: "+4915112345678",
  });
});

test.each([
  ["ord-1"],
  [orderId.toLowerCase()],
  [`${orderId}&Action=PurgeQueue`],
  ['"}'],
  ["ord-01JD7Q2Z8M4V6T0K9X3C5B7N1U"],
])("sends no message for the order id %s", (malformed) => {
  const form = enqueue({ path: { orderId: malformed } });

  expect([...form]).toEqual([["Action", "SendMessage"]]);
});

test.each([
  ["", orderId],
  ["with a slash after it", `${orderId}/`],
  ["with slashes after it", `${orderId}//`],
  ["encoded", orderId.replace("-", "%2D")],
])("answers with the id of the path %s", (_, written) => {
  const { text } = render(orderReceived, { body: {}, url: `/local/orders/${written}` });

  expect(JSON.parse(text)).toEqual({ orderId, status: "RECEIVED" });
});

test.each([
  ["ord-1", 400, "orders.malformed_id"],
  ["%zz", 400, "orders.malformed_id"],
  ["100%", 400, "orders.malformed_id"],
  ["%ff", 400, "orders.malformed_id"],
  [orderId, 503, "orders.unavailable"],
])("says of the order %s that was not received %s", (id, status, code) => {
  const { text, override } = render(orderNotReceived, { body: {}, path: { orderId: id } });

  expect(override.status).toBe(status);
  expect(Problem.parse(JSON.parse(text))).toMatchObject({ status, code });
});

const reading = (id: string) => JSON.parse(render(getOrder("orders"), { path: { orderId: id } }).text);

test("reads an order from the customer's own partition", () => {
  expect(reading(orderId)).toEqual({
    TableName: "orders",
    Key: { pk: { S: "customer#ada" }, sk: { S: `order#${orderId}` } },
    ConsistentRead: true,
  });
});

test.each([[`o'"},"x":{"`], ["%zz"], [`${orderId}/`], ["x".repeat(2000)], [""]])(
  "reads nothing by %s, which cannot be an id",
  (id) => {
    expect(reading(id).Key).toEqual({ pk: { S: "customer#ada" }, sk: { S: "order#none" } });
  },
);

test("lists the customer's orders from the newest", () => {
  const query = {
    TableName: "orders",
    KeyConditionExpression: "pk = :customer and begins_with(sk, :order)",
    ExpressionAttributeValues: { ":customer": { S: "customer#ada" }, ":order": { S: "order#" } },
    ScanIndexForward: false,
    Limit: 20,
  };

  expect(JSON.parse(render(listOrders("orders"), {}).text)).toEqual(query);
  expect(JSON.parse(render(listOrders("orders"), { querystring: { cursor: orderId } }).text)).toEqual({
    ...query,
    ExclusiveStartKey: { pk: { S: "customer#ada" }, sk: { S: `order#${orderId}` } },
  });
});

test.each(["garbage", "0", orderId.toLowerCase(), `${orderId}"`, `customer#bob`, "\\", " "])(
  "asks for nothing with the cursor %s",
  (cursor) => {
    expect(JSON.parse(render(listOrders("orders"), { querystring: { cursor } }).text)).toEqual({
      TableName: "orders",
    });
  },
);

test.each([
  ["com.amazon.coral.validate#ValidationException", 400, "orders.malformed_cursor"],
  ["ThrottlingException", 503, "orders.unavailable"],
])("says of a %s that the cursor is malformed, or that it is busy", (error, status, code) => {
  const { text, override } = render(ordersRefused, { body: { __type: error } });

  expect(override.status).toBe(status);
  expect(Problem.parse(JSON.parse(text))).toMatchObject({ status, code });
});

test("shows an order, and the reason only when there is one", () => {
  expect(OrderView.strict().parse(JSON.parse(render(orderFound, { body: { Item: item } }).text))).toEqual(
    view,
  );
  const rejected = { ...item, status: { S: "REJECTED" }, reason: { S: "sold_out" } };
  expect(JSON.parse(render(orderFound, { body: { Item: rejected } }).text)).toMatchObject({
    reason: "sold_out",
  });
});

test("shows what came back of an order, once it did", () => {
  const at = "2026-11-23T07:31:00.100Z";
  const cancelled = { ...item, status: { S: "CANCELLED" }, stockReturnedAt: { S: at } };
  const { text } = render(orderFound, { body: { Item: { ...cancelled, moneyReturnedAt: { S: at } } } });

  expect(OrderView.strict().parse(JSON.parse(text))).toMatchObject({
    stockReturnedAt: at,
    moneyReturnedAt: at,
  });
  expect(JSON.parse(render(orderFound, { body: { Item: cancelled } }).text)).not.toHaveProperty(
    "moneyReturnedAt",
  );
});

test("says 404 when there is none", () => {
  const { text, override } = render(orderFound, { body: {} });

  expect(override).toEqual({ status: 404, header: { "Content-Type": "application/problem+json" } });
  expect(Problem.parse(JSON.parse(text))).toMatchObject({ status: 404, code: "orders.not_found" });
});

test("shows a page of orders, with a cursor when there are more", () => {
  const rejected = { ...item, status: { S: "REJECTED" }, reason: { S: "sold_out" } };
  const page = {
    Items: [item, rejected],
    LastEvaluatedKey: { pk: { S: "customer#ada" }, sk: { S: `order#${orderId}` } },
  };

  expect(OrderListView.parse(JSON.parse(render(ordersFound, { body: page }).text))).toEqual({
    orders: [view, { ...view, status: "REJECTED", reason: "sold_out" }],
    cursor: orderId,
  });
  expect(JSON.parse(render(ordersFound, { body: { Items: [] } }).text)).toEqual({ orders: [] });
});
