import { CorrelationId, EventId, MenuItemChanged, Sku, StoreId, Traceparent } from "@sourdough/events-schema";
import * as z from "zod";
import type { Product, Store } from "../domain/menu.ts";

/**
 * The items of `InventoryTable`, beside the outbox records:
 *
 * | item                                    | pk                | sk                |
 * |-----------------------------------------|-------------------|-------------------|
 * | store                                   | `stores`          | `store#<storeId>` |
 * | product, the same in every store        | `products`        | `product#<sku>`   |
 * | its pieces in a store, with its facts   | `store#<storeId>` | `stock#<sku>`     |
 * | what an order holds                     | `order#<orderId>` | `reservation`     |
 *
 * The index `menu` (`menuPk`, `menuSk`) has the store itself and its products by category and name; a product off
 * the menu is not in it, and cannot be reserved. A reservation is `RESERVED`, then `SOLD` or `RELEASED`, or it is
 * `REJECTED`; it is written by the state machines in `src/workflows`.
 */
export const storesKey = "stores";
export const productsKey = "products";

export const storeItem = ({ storeId, name, city }: Store) => ({
  pk: storesKey,
  sk: `store#${storeId}`,
  menuPk: `store#${storeId}`,
  menuSk: "#store",
  entity: "store",
  storeId,
  name,
  city,
});

export const productItem = (product: Product) => ({
  pk: productsKey,
  sk: `product#${product.sku}`,
  entity: "product",
  ...product,
});

export const stockPartition = (storeId: string) => `store#${storeId}`;

export const stockKey = (storeId: string, sku: string) => ({
  pk: stockPartition(storeId),
  sk: `stock#${sku}`,
});

/** What the menu index has beside the keys; a change of anything else does not touch the index. */
export const menuAttributes = [
  "entity",
  "sku",
  "name",
  "category",
  "priceCents",
  "allergens",
  "onHand",
] as const;

/** Category and name sort the menu; the sku keeps two products of one name apart. */
export const menuKey = (storeId: string, { category, name, sku }: Product) => ({
  menuPk: `store#${storeId}`,
  menuSk: `item#${category}#${name}#${sku}`,
});

const StoreItem = z.object({ storeId: StoreId, name: z.string(), city: z.string() });
const ProductItem = z.object({ ...MenuItemChanged.data.shape, version: z.int().min(1) });
export const StockItem = z.object({
  entity: z.literal("stock"),
  storeId: StoreId,
  sku: Sku,
  delivered: z.int().min(0),
  onHand: z.int().min(0),
  reserved: z.int().min(0),
  sold: z.int().min(0),
  /** Why the pieces last changed: a `StockLow` names it as its cause. */
  lastChange: z.object({ eventId: EventId, correlationId: CorrelationId, traceparent: Traceparent }),
});

export const parseStores = (items: unknown) => z.array(StoreItem).parse(items);
export const parseProducts = (items: unknown) => z.array(ProductItem).parse(items);
export const parseStock = (items: unknown) => z.array(StockItem).parse(items);
