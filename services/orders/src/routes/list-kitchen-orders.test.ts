import { OrderListView } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { orderId, orderItem, orderView, render } from "../../test/render.ts";
import { kitchenOrdersFound, kitchenOrdersRefused, listKitchenOrders } from "./list-kitchen-orders.ts";

const staff = { "cognito:groups": "staff" };
const cursor = `2026-11-23T07:30:00.090Z~ada~${orderId}`;

const queryFor = (querystring: Record<string, string>, claims: Record<string, string> = staff) =>
  JSON.parse(
    render(listKitchenOrders("orders"), { path: { storeId: "store-1" }, querystring, claims }).text,
  ) as unknown;
const query = {
  TableName: "orders",
  IndexName: "kitchen",
  KeyConditionExpression: "#pk = :pk",
  ExpressionAttributeNames: { "#pk": "kitchen" },
  ExpressionAttributeValues: { ":pk": { S: "store-1/CONFIRMED" } },
  ScanIndexForward: false,
  Limit: 50,
};

test("asks for the orders of a store in a status, newest first", () => {
  expect(queryFor({ status: "CONFIRMED" })).toEqual(query);
});

test("goes on after a page", () => {
  expect(queryFor({ status: "CONFIRMED", cursor })).toEqual({
    ...query,
    ExclusiveStartKey: {
      pk: { S: "customer#ada" },
      sk: { S: `order#${orderId}` },
      kitchen: { S: "store-1/CONFIRMED" },
      updatedAt: { S: "2026-11-23T07:30:00.090Z" },
    },
  });
});

const noQuery = { TableName: "orders", IndexName: "kitchen" };

test.each([
  [{ status: "PENDING" }],
  [{ status: 'CONFIRMED"' }],
  [{ status: "" }],
  [{ status: "CONFIRMED", cursor: "x" }],
  [{ status: "CONFIRMED", cursor: `${cursor}"` }],
])("has nothing to ask for with %o", (querystring) => {
  expect(queryFor(querystring)).toEqual(noQuery);
});

test("has nothing to ask for on behalf of a customer", () => {
  expect(queryFor({ status: "CONFIRMED" }, {})).toEqual(noQuery);
});

test("shows a page, with a cursor that the next one takes", () => {
  const { text } = render(kitchenOrdersFound, {
    body: {
      Items: [orderItem],
      LastEvaluatedKey: {
        pk: { S: "customer#ada" },
        sk: { S: `order#${orderId}` },
        kitchen: { S: "store-1/CONFIRMED" },
        updatedAt: orderItem.updatedAt,
      },
    },
  });

  expect(OrderListView.parse(JSON.parse(text))).toEqual({ orders: [orderView], cursor });
});

test("shows that there are no more", () => {
  expect(JSON.parse(render(kitchenOrdersFound, { body: { Items: [] } }).text)).toEqual({ orders: [] });
});

test.each([
  [{}, "ValidationException", 403, "orders.staff_only"],
  [staff, "com.amazon.coral.validate#ValidationException", 400, "orders.malformed_query"],
  [staff, "ThrottlingException", 503, "orders.unavailable"],
])("tells %o of a %s with %s", (claims, error, status, code) => {
  const { text, override } = render(kitchenOrdersRefused, { body: { __type: error }, claims });

  expect(override.status).toBe(status);
  expect(JSON.parse(text)).toMatchObject({ status, code });
});
