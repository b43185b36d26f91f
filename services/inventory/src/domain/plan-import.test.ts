import { expect, test } from "vitest";
import type { Menu, MenuRow, Product, Stock } from "./menu.ts";
import { type Catalogue, changedStores, planRows, rowsOf } from "./plan-import.ts";

const facts = {
  sku: "rye",
  name: "Rye",
  category: "bread",
  priceCents: 500,
  currency: "EUR",
  allergens: ["gluten"],
} as const;
const store = { storeId: "store-1", name: "Mitte", city: "Berlin" };

const menuOf = (change: Partial<Menu["products"][number]> = {}): Menu => ({
  stores: [store],
  products: [{ ...facts, allergens: ["gluten"], delivered: { "store-1": 10 }, ...change }],
});
const rowOf = (change: Partial<MenuRow> = {}): MenuRow => ({
  ...facts,
  allergens: ["gluten"],
  listed: true,
  delivered: { "store-1": 10 },
  ...change,
});
const stored = (product: Partial<Product> = {}, stock: Partial<Stock> = {}): Catalogue => ({
  stores: [store],
  products: [{ ...facts, allergens: ["gluten"], listed: true, version: 3, ...product }],
  stock: [{ storeId: "store-1", sku: "rye", delivered: 10, onHand: 4, reserved: 1, sold: 5, ...stock }],
});
const nothing: Catalogue = { stores: [], products: [], stock: [] };
const changeOf = (row: MenuRow, current: Catalogue) => {
  const [plan] = planRows([row], current);
  return plan?.kind === "change" ? plan.change : plan?.kind;
};

test("brings in a new product with its pieces", () => {
  expect(changeOf(rowOf(), nothing)).toEqual({
    product: { ...facts, listed: true, version: 1 },
    factsChanged: true,
    stock: [{ storeId: "store-1", delivered: 10 }],
  });
});

test("has nothing to do for a product it knows, whatever the orders took meanwhile", () => {
  const current = stored({ lastImport: "imp-1" });
  const row = rowOf();

  expect(planRows([row], current)).toEqual([{ row, kind: "known", lastImport: "imp-1" }]);
});

test("takes allergens in another order for the same", () => {
  const current = stored({ allergens: ["gluten", "egg"] });

  expect(changeOf(rowOf({ allergens: ["egg", "gluten"] }), current)).toBe("known");
});

test("shows a new price also in a store that the row does not name", () => {
  const elsewhere = { storeId: "store-2", sku: "rye", delivered: 7, onHand: 7, reserved: 0, sold: 0 };
  const { stock, ...known } = stored();

  expect(changeOf(rowOf({ priceCents: 520 }), { ...known, stock: [...stock, elsewhere] })).toMatchObject({
    stock: [
      { storeId: "store-1", delivered: 10, deliveredBefore: 10 },
      { storeId: "store-2", delivered: 7, deliveredBefore: 7 },
    ],
  });
});

test("leaves the pieces alone of which a row says nothing", () => {
  expect(changeOf(rowOf({ delivered: {} }), stored())).toBe("known");
});

test("counts a change of price as a version of the product, and shows it in every store", () => {
  expect(changeOf(rowOf({ priceCents: 520 }), stored())).toEqual({
    product: { ...facts, priceCents: 520, listed: true, version: 4 },
    versionBefore: 3,
    factsChanged: true,
    stock: [{ storeId: "store-1", delivered: 10, deliveredBefore: 10 }],
  });
});

test("takes a delivery in without a new version", () => {
  expect(changeOf(rowOf({ delivered: { "store-1": 25 } }), stored())).toEqual({
    product: { ...facts, listed: true, version: 3 },
    versionBefore: 3,
    factsChanged: false,
    stock: [{ storeId: "store-1", delivered: 25, deliveredBefore: 10 }],
  });
});

test("refuses a delivery that is smaller than what orders took, and plans the other rows", () => {
  const plans = planRows([rowOf({ delivered: { "store-1": 5 } }), rowOf({ sku: "bun" })], stored());

  expect(plans.map(({ kind }) => kind)).toEqual(["refused", "change"]);
  expect(plans[0]).toMatchObject({
    error: { name: "StockBelowCommittedError", code: "inventory.stock_below_committed", storeId: "store-1" },
  });
});

test("takes a product that left a whole menu off the list, and its pieces stay where they are", () => {
  const [row] = rowsOf({ ...menuOf(), products: [] }, stored().products);

  expect(changeOf(row!, stored())).toEqual({
    product: { ...facts, listed: false, version: 4 },
    versionBefore: 3,
    factsChanged: true,
    stock: [{ storeId: "store-1", delivered: 10, deliveredBefore: 10 }],
  });
  expect(rowsOf({ ...menuOf(), products: [] }, stored({ listed: false }).products)).toEqual([]);
});

test("keeps a store of which it knows all", () => {
  expect(changedStores(menuOf(), [store])).toEqual([]);
  expect(changedStores(menuOf(), [{ ...store, name: "Kreuzberg" }])).toEqual([store]);
});
