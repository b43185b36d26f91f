import { MenuItemChanged, StoreId } from "@sourdough/events-schema";
import { PlaceOrderBody } from "@sourdough/events-schema/http";
import * as z from "zod";

const Store = z.strictObject({ storeId: StoreId, name: z.string().min(1), city: z.string().min(1) });

const Product = z.strictObject({
  ...MenuItemChanged.data.omit({ listed: true }).shape,
  /** No more than an order may state: it could not be bought. */
  priceCents: PlaceOrderBody.shape.lines.element.shape.unitPriceCents,
  delivered: z.record(StoreId, z.int().min(0)),
});

/** A `Menu` from outside. */
export const MenuFile = z
  .strictObject({ stores: z.array(Store).min(1), products: z.array(Product).min(1) })
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
