import { byKey, identityOf, type Key, keyOf, queryOf } from "@sourdough/lambda-kit/entity";
import { ordersTable } from "./orders-table.ts";

const { order, claim, closing, menuItem, limits } = ordersTable({ table: "OrdersTable" }).entities;

/** The keys of `OrdersTable`, for templates and state machines; an id may be an expression of theirs. */
export const keys = {
  order: (customerId: string, orderId: string) => keyOf(order.get({ customerId, orderId })),
  closing: (businessDay: string, storeId: string) => keyOf(closing.get({ businessDay, storeId })),
  claim: (orderId: string) => keyOf(claim.get({ orderId })),
  limits: (customerId: string) => keyOf(limits.get({ customerId })),
  menuItem: (sku: string) => keyOf(menuItem.get({ sku })),
};

/** What comes before the ids in the key of an order. */
export const orderKeyPrefix: Key = keys.order("", "");

/** What the item of a product begins with. */
export const menuItemHead = (sku: string) => ({ ...keys.menuItem(sku), ...identityOf(menuItem) });

/** What the item of a closing begins with. */
export const closingItemHead = (businessDay: string, storeId: string) => ({
  ...keys.closing(businessDay, storeId),
  ...identityOf(closing),
});

/** Parameters of the `Query` of a customer's orders, newest first. */
export const ownOrders = (table: string, customerId: string, limit: number) =>
  queryOf(order.query.own({ customerId }), { table, order: "desc", limit });

/** Parameters of the `Query` of a kitchen's orders, those that got their status last first. */
export const kitchenOrders = (table: string, storeId: string, status: string, limit: number) =>
  queryOf(order.query.kitchen({ storeId, status: status as "READY" }), {
    table,
    order: "desc",
    limit,
  });

/**
 * What the `Query` of a kitchen's orders is made of that got their status by a certain time, for an expression to put
 * together: texts, names, and values by store and time.
 */
export const kitchenOrdersUntil = (status: "READY") => {
  const query = (storeId: string, updatedAt: string) =>
    order.query
      .kitchen({ storeId, status })
      .lte({ updatedAt })
      .params<{
        IndexName: string;
        KeyConditionExpression: string;
        ProjectionExpression: string;
        ExpressionAttributeNames: Record<string, string>;
        ExpressionAttributeValues: Record<string, string>;
      }>({ ...byKey, attributes: ["orderId", "customerId"] });
  const { IndexName, KeyConditionExpression, ProjectionExpression, ExpressionAttributeNames } = query("", "");
  return {
    IndexName,
    KeyConditionExpression,
    ProjectionExpression,
    names: ExpressionAttributeNames,
    values: (storeId: string, updatedAt: string) => query(storeId, updatedAt).ExpressionAttributeValues,
  };
};

/** Parameters of the `Query` of the last closings of all stores, newest first. */
export const lastClosings = (table: string, limit: number) =>
  queryOf(closing.query.all({}), { table, order: "desc", limit });
