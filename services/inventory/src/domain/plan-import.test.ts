import { expect, test } from "vitest";
import type { Menu, Product, Stock } from "./menu.ts";
import { type Catalogue, planImport } from "./plan-import.ts";

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
const stored = (product: Partial<Product> = {}, stock: Partial<Stock> = {}): Catalogue => ({
  stores: [store],
  products: [{ ...facts, allergens: ["gluten"], listed: true, version: 3, ...product }],
  stock: [{ storeId: "store-1", sku: "rye", delivered: 10, onHand: 4, reserved: 1, sold: 5, ...stock }],
});
const nothing: Catalogue = { stores: [], products: [], stock: [] };

test("brings in a new product with its pieces", () => {
  expect(planImport(menuOf(), nothing)).toEqual({
    stores: [store],
    products: [
      {
        product: { ...facts, listed: true, version: 1 },
        factsChanged: true,
        stock: [{ storeId: "store-1", delivered: 10 }],
      },
    ],
  });
});

test("has nothing to do for a menu it knows, whatever the orders took meanwhile", () => {
  expect(planImport(menuOf(), stored())).toEqual({ stores: [], products: [] });
});

test("shows a new price also in a store that the menu does not name", () => {
  const elsewhere = { storeId: "store-2", sku: "rye", delivered: 7, onHand: 7, reserved: 0, sold: 0 };
  const { stock, ...known } = stored();
  const [change] = planImport(menuOf({ priceCents: 520 }), {
    ...known,
    stock: [...stock, elsewhere],
  }).products;

  expect(change?.stock).toEqual([
    { storeId: "store-1", delivered: 10, deliveredBefore: 10 },
    { storeId: "store-2", delivered: 7, deliveredBefore: 7 },
  ]);
});

test("counts a change of price as a version of the product, and shows it in every store", () => {
  expect(planImport(menuOf({ priceCents: 520 }), stored()).products).toEqual([
    {
      product: { ...facts, priceCents: 520, listed: true, version: 4 },
      versionBefore: 3,
      factsChanged: true,
      stock: [{ storeId: "store-1", delivered: 10, deliveredBefore: 10 }],
    },
  ]);
});

test("takes a delivery in without a new version", () => {
  expect(planImport(menuOf({ delivered: { "store-1": 25 } }), stored()).products).toEqual([
    {
      product: { ...facts, listed: true, version: 3 },
      versionBefore: 3,
      factsChanged: false,
      stock: [{ storeId: "store-1", delivered: 25, deliveredBefore: 10 }],
    },
  ]);
});

test("refuses a delivery that is smaller than what orders took", () => {
  const menu = menuOf({ delivered: { "store-1": 5 } });

  expect(() => planImport(menu, stored())).toThrow(
    expect.objectContaining({ name: "StockBelowCommittedError", code: "inventory.stock_below_committed" }),
  );
});

test("takes a product that left the menu off the list, and its pieces stay where they are", () => {
  const menu = { ...menuOf(), products: [] };

  expect(planImport(menu, stored()).products).toEqual([
    {
      product: { ...facts, listed: false, version: 4 },
      versionBefore: 3,
      factsChanged: true,
      stock: [{ storeId: "store-1", delivered: 10, deliveredBefore: 10 }],
    },
  ]);
  expect(planImport(menu, stored({ listed: false })).products).toEqual([]);
});
