import { MenuItemChanged, Sku, StoreId } from "@sourdough/events-schema";
import * as z from "zod";

export const Store = z.object({ storeId: StoreId, name: z.string().min(1), city: z.string().min(1) });

/** A product of the menu file. `delivered` counts the pieces each store has got so far, over all deliveries. */
const MenuProduct = z.strictObject({
  ...MenuItemChanged.data.omit({ listed: true }).shape,
  delivered: z.record(StoreId, z.int().min(0)),
});

/** A menu as it is handed in: every product once, with a number of pieces for every store. */
export const Menu = z
  .strictObject({ stores: z.array(Store).min(1), products: z.array(MenuProduct).min(1) })
  .refine(({ products }) => new Set(products.map(({ sku }) => sku)).size === products.length, {
    message: "a product occurs twice",
  })
  .refine(
    ({ stores, products }) =>
      products.every(
        ({ delivered }) =>
          Object.keys(delivered).length === stores.length &&
          stores.every(({ storeId }) => delivered[storeId] !== undefined),
      ),
    { message: "a product must state the pieces delivered for each of the stores, and for no other" },
  );

/** What the customer reads about a product, the same in every store. */
const Facts = MenuItemChanged.data;

/** A product as stored; `version` counts its changes and is the `sequence` of its events. */
export const Product = z.object({ ...Facts.shape, version: z.int().min(1) });

/** The pieces of a product in a store. `delivered` is always `onHand + reserved + sold`. */
export const Stock = z.object({
  storeId: StoreId,
  sku: Sku,
  delivered: z.int().min(0),
  onHand: z.int().min(0),
  reserved: z.int().min(0),
  sold: z.int().min(0),
});

export type Store = z.infer<typeof Store>;
export type Menu = z.infer<typeof Menu>;
export type Facts = z.infer<typeof Facts>;
export type Product = z.infer<typeof Product>;
export type Stock = z.infer<typeof Stock>;

/** The menu with `times` as many pieces, for shops that sell by the thousand. */
export const multiplyDelivered = (menu: Menu, times: number): Menu => ({
  ...menu,
  products: menu.products.map((product) => ({
    ...product,
    delivered: Object.fromEntries(
      Object.entries(product.delivered).map(([storeId, pieces]) => [storeId, pieces * times]),
    ),
  })),
});
