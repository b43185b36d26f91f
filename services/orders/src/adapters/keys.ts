import { identityOf, type Key, keyOf, queryOf } from "@sourdough/lambda-kit/entity";
import { ordersTable } from "./orders-table.ts";

const entitiesOf = (table: string) => ordersTable({ table }).entities;
const { order, claim, menuItem, limits } = entitiesOf("OrdersTable");

/** The keys of `OrdersTable`, for templates and state machines; an id may be an expression of theirs. */
export const keys = {
  order: (customerId: string, orderId: string) => keyOf(order.get({ customerId, orderId })),
  claim: (orderId: string) => keyOf(claim.get({ orderId })),
  limits: (customerId: string) => keyOf(limits.get({ customerId })),
  menuItem: (sku: string) => keyOf(menuItem.get({ sku })),
};

/** What comes before the ids in the key of an order. */
export const orderKeyPrefix: Key = keys.order("", "");

/** What the item of a product begins with. */
export const menuItemHead = (sku: string) => ({ ...keys.menuItem(sku), ...identityOf(menuItem) });

/** Parameters of the `Query` of a customer's orders, newest first. */
export const ownOrders = (table: string, customerId: string, limit: number) =>
  queryOf(entitiesOf(table).order.query.own({ customerId }), { order: "desc", limit });

/** Parameters of the `Query` of a kitchen's orders, those that got their status last first. */
export const kitchenOrders = (table: string, storeId: string, status: string, limit: number) =>
  queryOf(entitiesOf(table).order.query.kitchen({ storeId, status: status as "READY" }), {
    order: "desc",
    limit,
  });
