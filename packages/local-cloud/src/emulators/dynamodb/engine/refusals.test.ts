import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestEngine, orders, type TestEngine } from "./engine.fixture.ts";
import { expressions, items, order, type Refusal, reads, transactions, updates } from "./refusals.cases.ts";

let engine: TestEngine;
beforeAll(() => {
  engine = openTestEngine();
  engine.call("CreateTable", orders);
  engine.call("PutItem", { TableName: "orders", Item: order });
});
afterAll(() => engine.close());

test.each<Refusal>([...items, ...expressions, ...updates, ...reads, ...transactions])(
  "$operation refuses $what",
  ({ operation, input, code = "ValidationException", message }) => {
    const before = engine.call("Scan", { TableName: "orders" });
    expect(engine.call(operation, input)).toMatchObject({ code, message });
    expect(engine.call("Scan", { TableName: "orders" })).toEqual(before);
  },
);
