import { PlaceOrderRequested } from "@sourdough/events-schema";
import { OrderListView, OrderView, Problem } from "@sourdough/events-schema/http";
import { inputVariable, utilVariable } from "@sourdough/local-cloud/src/vtl/mapping-variables.ts";
import { compileTemplate } from "@sourdough/local-cloud/src/vtl/template.ts";
import { expect, test } from "vitest";
import { enqueueOrder, getOrder, listOrders, orderFound, orderReceived, ordersFound } from "./templates.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const body = {
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
};

interface Request {
  body?: unknown;
  path?: Record<string, string>;
  querystring?: Record<string, string>;
  header?: Record<string, string>;
  claims?: Record<string, string>;
}
const render = (
  template: string,
  { body, path = {}, querystring = {}, header = {}, claims = {} }: Request,
) => {
  const context = {
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    requestTimeEpoch: 1_763_883_000_000,
    path: `/local/orders/${path.orderId}`,
    authorizer: { claims: { sub: "ada", email: "ada@example.com", ...claims } },
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const input = inputVariable(body === undefined ? "" : JSON.stringify(body), { path, querystring, header });
  const text = compileTemplate(template).render({ input, context, util: utilVariable });
  return { text, override: context.responseOverride };
};
const enqueue = (request: Request) =>
  new URLSearchParams(render(enqueueOrder, { body, path: { orderId }, ...request }).text);
const enqueued = (request: Request) =>
  PlaceOrderRequested.parse(JSON.parse(enqueue(request).get("MessageBody") ?? "null"));

test("puts the order on the queue with its customer and trace", () => {
  expect(Object.fromEntries(enqueue({}))).toMatchObject({ Action: "SendMessage" });
  expect(enqueued({ header: { traceparent } })).toEqual({
    metadata: {
      correlationId: orderId,
      causationId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
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

test("answers with the id from the path", () => {
  expect(JSON.parse(render(orderReceived, { body: {}, path: { orderId } }).text)).toEqual({
    orderId,
    status: "RECEIVED",
  });
});

test("reads an order from the customer's own partition, whatever the id", () => {
  const path = { orderId: `o'"},"x":{"` };

  expect(JSON.parse(render(getOrder("orders"), { path }).text)).toEqual({
    TableName: "orders",
    Key: { pk: { S: "customer#ada" }, sk: { S: `order#o'"},"x":{"` } },
    ConsistentRead: true,
  });
});

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

const item = {
  orderId: { S: orderId },
  customerId: { S: "ada" },
  email: { S: "ada@example.com" },
  storeId: { S: "store-1" },
  status: { S: "CONFIRMED" },
  sequence: { N: "2" },
  lines: {
    L: [
      { M: { sku: { S: "butter-croissant" }, quantity: { N: "3" }, unitPriceCents: { N: "280" } } },
      { M: { sku: { S: "country-loaf" }, quantity: { N: "1" }, unitPriceCents: { N: "620" } } },
    ],
  },
  totalCents: { N: "1460" },
  currency: { S: "EUR" },
  placedAt: { S: "2026-11-23T07:30:00.000Z" },
  updatedAt: { S: "2026-11-23T07:30:00.090Z" },
};
const view = {
  orderId,
  customerId: "ada",
  storeId: "store-1",
  status: "CONFIRMED",
  sequence: 2,
  lines: [
    { sku: "butter-croissant", quantity: 3, unitPriceCents: 280 },
    { sku: "country-loaf", quantity: 1, unitPriceCents: 620 },
  ],
  totalCents: 1460,
  currency: "EUR",
  placedAt: "2026-11-23T07:30:00.000Z",
  updatedAt: "2026-11-23T07:30:00.090Z",
};

test("shows an order, and the reason only when there is one", () => {
  expect(OrderView.strict().parse(JSON.parse(render(orderFound, { body: { Item: item } }).text))).toEqual(
    view,
  );
  const rejected = { ...item, status: { S: "REJECTED" }, reason: { S: "sold_out" } };
  expect(JSON.parse(render(orderFound, { body: { Item: rejected } }).text)).toMatchObject({
    reason: "sold_out",
  });
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
