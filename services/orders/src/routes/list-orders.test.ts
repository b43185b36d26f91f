import { OrderListView, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { orderItem as item, orderId, render, orderView as view } from "../../test/render.ts";
import { listOrders, ordersFound, ordersRefused } from "./list-orders.ts";

test("lists the customer's orders from the newest", () => {
  const query = {
    TableName: "orders",
    KeyConditionExpression: "#pk = :pk and begins_with(#sk1, :sk1)",
    ExpressionAttributeNames: { "#pk": "pk", "#sk1": "sk" },
    ExpressionAttributeValues: { ":pk": { S: "customer#ada" }, ":sk1": { S: "order#" } },
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
