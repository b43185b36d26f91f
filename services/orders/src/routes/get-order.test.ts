import { OrderView, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { orderItem as item, orderId, render, orderView as view } from "../../test/render.ts";
import { getOrder, orderFound } from "./get-order.ts";

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
