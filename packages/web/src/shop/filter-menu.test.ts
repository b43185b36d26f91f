import type { MenuItem } from "@sourdough/order-client";
import { expect, test } from "vitest";
import { filterMenu } from "./filter-menu.ts";

const item = (
  name: string,
  category: MenuItem["category"],
  allergens: MenuItem["allergens"] = [],
): MenuItem => ({
  sku: name,
  name,
  category,
  priceCents: 100,
  allergens,
  onHand: 1,
});
const menu = [
  item("Crème brûlée tart", "cake", ["milk", "egg"]),
  item("Country loaf", "bread", ["gluten"]),
  item("Walnut loaf", "bread", ["gluten", "nuts"]),
  item("Filter coffee", "drink"),
];
const found = (text: string, without: string[] = []) =>
  filterMenu(menu, { text, without }).flatMap(({ items }) => items.map(({ name }) => name));

test("groups by category, in the order of the menu", () => {
  expect(filterMenu(menu, { text: "", without: [] }).map(({ id }) => id)).toEqual(["bread", "cake", "drink"]);
});

test.each([
  ["brulee", ["Crème brûlée tart"]],
  ["LOAF", ["Country loaf", "Walnut loaf"]],
  ["bread wal", ["Walnut loaf"]],
  ["pizza", []],
])("finds %s", (text, names) => {
  expect(found(text)).toEqual(names);
});

test("leaves out what the customer must not eat", () => {
  expect(found("", ["nuts", "egg"])).toEqual(["Country loaf", "Filter coffee"]);
});
