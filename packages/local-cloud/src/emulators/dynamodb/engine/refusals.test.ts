import { afterAll, beforeAll, expect, test } from "vitest";
import { expressions } from "./cases/expression-refusals.cases.ts";
import { items } from "./cases/item-refusals.cases.ts";
import { keyPaths } from "./cases/key-path-refusals.cases.ts";
import { reads } from "./cases/read-refusals.cases.ts";
import { order, type Refusal } from "./cases/refusal.fixture.ts";
import { transactions } from "./cases/transaction-refusals.cases.ts";
import { updates } from "./cases/update-refusals.cases.ts";
import { openTestEngine, orders, type TestEngine } from "./engine.fixture.ts";

let engine: TestEngine;
beforeAll(() => {
  engine = openTestEngine();
  engine.call("CreateTable", orders);
  engine.call("PutItem", { TableName: "orders", Item: order });
});
afterAll(() => engine.close());

test.each<Refusal>([...items, ...expressions, ...updates, ...reads, ...keyPaths, ...transactions])(
  "$operation refuses $what",
  ({ operation, input, code = "ValidationException", message }) => {
    const before = engine.call("Scan", { TableName: "orders" });
    expect(engine.call(operation, input)).toMatchObject({ code, message });
    expect(engine.call("Scan", { TableName: "orders" })).toEqual(before);
  },
);
