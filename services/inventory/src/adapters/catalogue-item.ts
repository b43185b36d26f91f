import * as z from "zod";
import { Product, Stock, Store } from "../domain/menu.ts";

/*
 * InventoryTable:
 *   stores                 store#<storeId>            a store; in the menu index it heads its menu
 *   products               product#<sku>              a product, the same in every store
 *   store#<storeId>        stock#<sku>                its pieces in a store, with what the menu shows of it
 *   order#<orderId>        reservation                what an order holds: RESERVED, SOLD, RELEASED or REJECTED
 *   outbox#<id>            <eventId>                  an event to publish
 * Menu index (menuPk, menuSk): store#<storeId> by category and name; products off the menu are not in it.
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

export const parseStores = (items: unknown) => z.array(Store).parse(items);
export const parseProducts = (items: unknown) => z.array(Product).parse(items);
export const parseStock = (items: unknown) => z.array(Stock).parse(items);
