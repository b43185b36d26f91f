import { testProduct, testStore } from "@sourdough/events-schema/stores";
import type { Menu } from "../domain/menu.ts";

/** More than the synthetic customer can hold at a time: it gives back what it ordered, and what it left the last time. */
const delivered = 1_000;

/** The menu with what the synthetic customer orders, in the test store alone: no list of stores and no shop has it. */
export const withTestProduct = (menu: Menu): Menu => ({
  ...menu,
  products: [
    ...menu.products,
    {
      sku: testProduct,
      name: "Test loaf",
      category: "bread",
      priceCents: 100,
      currency: "EUR",
      allergens: [],
      delivered: { [testStore]: delivered },
    },
  ],
});
