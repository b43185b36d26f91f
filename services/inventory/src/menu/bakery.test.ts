import { expect, test } from "vitest";
import { bakery } from "./bakery.ts";
import { MenuFile } from "./menu-file.ts";

test("is a menu worth the name", () => {
  expect(bakery.products.length).toBeGreaterThanOrEqual(40);
  expect(bakery.stores.map(({ storeId }) => storeId)).toEqual(["store-1", "store-2", "store-3"]);
  expect(new Set(bakery.products.map(({ category }) => category)).size).toBe(6);
});

test("has a product that is sold out and one that is nearly", () => {
  const pieces = (sku: string) => bakery.products.find((product) => product.sku === sku)?.delivered;

  expect(pieces("cherry-danish")).toMatchObject({ "store-3": 0 });
  expect(pieces("opera-cake")).toMatchObject({ "store-2": 2 });
});

test.each([
  ["a product twice", [...bakery.products, bakery.products[0]]],
  ["a product too dear for any order", [{ ...bakery.products[0], priceCents: 20_001 }]],
  ["a store without pieces", [{ ...bakery.products[0], delivered: { "store-1": 1 } }]],
])("would not accept %s", (_, products) => {
  expect(MenuFile.safeParse({ ...bakery, products }).success).toBe(false);
});
