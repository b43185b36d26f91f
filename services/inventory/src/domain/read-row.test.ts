import { expect, test } from "vitest";
import { bakery } from "../menu/bakery.ts";
import { readRow } from "./read-row.ts";

const cells = {
  sku: "butter-croissant",
  name: "Butter croissant",
  category: "pastry",
  priceCents: "280",
  allergens: "gluten, milk egg",
};
const read = (change: Record<string, string> = {}) =>
  readRow(new Map(Object.entries({ ...cells, ...change })));

test("reads a product", () => {
  expect(read({ currency: "gbp", listed: "No", "store-1": "12", "store-2": "" })).toEqual({
    row: {
      sku: "butter-croissant",
      name: "Butter croissant",
      category: "pastry",
      priceCents: 280,
      currency: "GBP",
      allergens: ["gluten", "milk", "egg"],
      listed: false,
      delivered: { "store-1": 12 },
    },
  });
});

test("lists a product in euros unless told otherwise, and makes one space of any", () => {
  expect(read({ name: " Butter\n  croissant " })).toMatchObject({
    row: { name: "Butter croissant", currency: "EUR", listed: true, delivered: {} },
  });
});

test("reads the whole menu of the bakery", () => {
  for (const { delivered, ...product } of bakery.products)
    expect(
      readRow(
        new Map(
          Object.entries({
            ...product,
            priceCents: String(product.priceCents),
            allergens: product.allergens.join(" "),
            ...Object.fromEntries(
              Object.entries(delivered).map(([store, pieces]) => [store, String(pieces)]),
            ),
          }),
        ),
      ),
    ).toEqual({ row: { ...product, listed: true, delivered } });
});

test.each<[column: string, cell: string, reason: RegExp]>([
  ["sku", "", /^It is missing\.$/],
  ["sku", "Butter Croissant", /"Butter Croissant" is no product code/],
  ["name", "=cmd|' /C calc'!A0", /looks like a formula/],
  ["name", "@SUM(A1)", /formula/],
  ["name", "x".repeat(121), /more than 120/],
  ["category", "bred", /"bred" is no category. There are bread, pastry/],
  ["priceCents", "2.80", /Write 280 for 2\.80/],
  ["priceCents", "2,80", /Write 280 for 2,80/],
  ["priceCents", "two", /no whole number of cents\.$/],
  ["priceCents", "-1", /formula/],
  ["priceCents", "20001", /20000 at most/],
  ["currency", "CHF", /EUR, GBP, USD/],
  ["allergens", "gluten wheat", /"wheat" is no allergen/],
  ["listed", "perhaps", /neither yes nor no/],
  ["store-1", "1.5", /no whole number of pieces/],
  ["store-1", "1000001", /more than 1000000/],
])("says why %s cannot be %j", (column, cell, reason) => {
  expect(read({ [column]: cell })).toEqual({
    problems: [{ column, reason: expect.stringMatching(reason) }],
  });
});

test("says all that is wrong with a row", () => {
  expect(read({ sku: "", priceCents: "x", "store-1": "x" })).toMatchObject({
    problems: [{ column: "sku" }, { column: "priceCents" }, { column: "store-1" }],
  });
});
