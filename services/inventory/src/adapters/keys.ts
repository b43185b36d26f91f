import { identityOf, keyOf, queryOf } from "@sourdough/lambda-kit/entity";
import { inventoryTable } from "./inventory-table.ts";

const { entities, collections } = inventoryTable({ table: "InventoryTable" });
const { demand, import: imports, popular, reservation, stock, store, variantDay } = entities;

/** The keys of `InventoryTable`, for templates and state machines; an id may be an expression of theirs. */
export const keys = {
  stock: (storeId: string, sku: string) => keyOf(stock.get({ storeId, sku })),
  reservation: (orderId: string) => keyOf(reservation.get({ orderId })),
};

/** What a reservation begins with. */
export const reservationHead = (orderId: string) => ({
  ...keys.reservation(orderId),
  ...identityOf(reservation),
});

/** The name of what an item of stock is, which streams and filters look for. */
export const stockEntity = identityOf(stock).entity!;

/** Parameters of the `Query` of all stores. */
export const allStores = (table: string) => queryOf(store.query.all({}), { table });

/** Parameters of the `Query` of a store's menu: the store itself, and its products in order, up to `Limit` at once. */
export const menuOf = (table: string, storeId: string, more: { Limit?: number } = {}) => ({
  ...queryOf(collections.menu({ storeId }), { table }),
  ...more,
});

/** The key a product has in the index of menus; `menuSk` is its place there, which ends with its sku. */
export const menuKey = (storeId: string, sku: string, menuSk: string) => {
  const of = stock.get({ storeId, sku });
  return { ...keyOf(of), menuPk: keyOf(of).pk, menuSk };
};

export const importKey = (importId: string) => keyOf(imports.get({ importId }));

/** Parameters of the `Query` of the last imports, newest first. */
export const latestImports = (table: string, limit: number) =>
  queryOf(imports.query.all({}), { table, order: "desc", limit });

/** Parameters of the `Query` of what was wanted of a store, from a minute on. */
export const demandSince = (table: string, storeId: string, minute: string) =>
  queryOf(demand.query.ofStore({ storeId }).gte({ minute }), { table });

export const popularKey = (storeId: string) => keyOf(popular.get({ storeId }));

/** Parameters of the `Query` of experiments, the newest days first. */
export const latestVariants = (table: string, limit: number) =>
  queryOf(variantDay.query.all({}), { table, order: "desc", limit });
