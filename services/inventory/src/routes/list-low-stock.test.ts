import { LowStockView, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { renderFor } from "../../test/render.ts";
import { listLowStock, lowStockFound, lowStockRefused } from "./list-low-stock.ts";

const staff = { groups: "staff", path: { storeId: "store-1" } };
const name = `Grandma's "best" #1 crème`;
const cursor = `item#pastry#${name}#butter-croissant`;
const croissant = {
  sku: { S: "butter-croissant" },
  name: { S: name },
  category: { S: "pastry" },
  onHand: { N: "4" },
};

test("asks a store's menu for products of which few are left", () => {
  const { answer } = renderFor(listLowStock("inventory"), {}, staff);

  expect(answer).toMatchObject({
    TableName: "inventory",
    IndexName: "menu",
    ExpressionAttributeValues: { ":pk": { S: "store#store-1" }, ":low": { N: "5" } },
  });
  expect(answer).not.toHaveProperty("ExclusiveStartKey");
});

test("goes on where the page before ended, whatever its last product is called", () => {
  const found = { ScannedCount: 9, Items: [croissant], LastEvaluatedKey: { menuSk: { S: cursor } } };
  const view = LowStockView.parse(renderFor(lowStockFound, found, staff).answer);
  expect(view).toEqual({
    storeId: "store-1",
    threshold: 5,
    items: [{ sku: "butter-croissant", name, category: "pastry", onHand: 4 }],
    cursor,
  });

  const { answer } = renderFor(listLowStock("inventory"), {}, { ...staff, query: { cursor } });
  expect(answer).toHaveProperty("ExclusiveStartKey", {
    pk: { S: "store#store-1" },
    sk: { S: "stock#butter-croissant" },
    menuPk: { S: "store#store-1" },
    menuSk: { S: cursor },
  });
});

test.each([
  ["", "store-1", ""],
  ["friends", "store-1", ""],
  ["staff", `store-"1`, ""],
  ["staff", "", ""],
  ["staff", "store-1", "item#pastry"],
  ["staff", "store-1", `item#pastry#x#"`],
  ["staff", "store-1", "order#1#x#rye"],
])("nothing is asked for %j, of %j with the cursor %j", (groups, storeId, cursor) => {
  const request = { groups, path: { storeId }, query: { cursor } };
  const { answer } = renderFor(listLowStock("inventory"), {}, request);
  expect(answer).toEqual({ TableName: "inventory" });

  const refused = renderFor(lowStockRefused, { __type: "x#ValidationException" }, request);
  expect(refused.status).toBe(groups === "staff" ? 400 : 403);
});

test("tells a store with enough of everything from no such store", () => {
  expect(renderFor(lowStockFound, { ScannedCount: 3, Items: [] }, staff)).toMatchObject({
    answer: { items: [] },
    status: undefined,
  });
  const { answer, status } = renderFor(lowStockFound, { ScannedCount: 0, Items: [] }, staff);
  expect([status, Problem.parse(answer).code]).toEqual([404, "inventory.unknown_store"]);
  const next = renderFor(lowStockFound, { ScannedCount: 0, Items: [] }, { ...staff, query: { cursor } });
  expect(next.status).toBeUndefined();
});
