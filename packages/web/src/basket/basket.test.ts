import type { MenuItem } from "@sourdough/order-client";
import { expect, test } from "vitest";
import { isBasket, price, withQuantity } from "./basket.ts";

const croissant: MenuItem = {
  sku: "butter-croissant",
  name: "Butter croissant",
  category: "pastry",
  priceCents: 280,
  allergens: [],
  onHand: 2,
};
const loaf: MenuItem = { ...croissant, sku: "country-loaf", priceCents: 620, onHand: 200 };

test("adds, changes and removes products", () => {
  const one = withQuantity({}, "country-loaf", 1);
  expect(withQuantity(one, "country-loaf", 3)).toEqual({ "country-loaf": 3 });
  expect(withQuantity(one, "country-loaf", 0)).toEqual({});
});

test("holds no more than an order may have", () => {
  const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`sku-${index}`, 1]));

  expect(withQuantity(full, "one-more", 1)).toBe(full);
  expect(withQuantity(full, "sku-0", 120)["sku-0"]).toBe(99);
  expect(price({ "country-loaf": 1 }, [loaf]).lines[0]?.available).toBe(99);
});

test("prices the basket by the menu", () => {
  const pricing = price({ "butter-croissant": 2, "country-loaf": 1 }, [croissant, loaf]);

  expect(pricing).toMatchObject({ pieces: 3, totalCents: 1180, orderable: true });
});

test.each([
  ["there are fewer left", { "butter-croissant": 3 }],
  ["the store does not sell it", { "butter-croissant": 1, panettone: 1 }],
  ["it is empty", {}],
])("cannot be ordered when %s", (_, basket) => {
  expect(price(basket, [croissant, loaf]).orderable).toBe(false);
});

test.each([[null], ["x"], [{ loaf: 0 }], [{ loaf: "2" }], [{ loaf: 1.5 }]])(
  "forgets a stored basket that is none: %j",
  (value) => {
    expect(isBasket(value)).toBe(false);
  },
);
