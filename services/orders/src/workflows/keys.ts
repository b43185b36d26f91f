import { attributes, type Expression, object, template } from "@sourdough/workflow-kit";
import { closingItemHead, keys, kitchenOrdersUntil, menuItemHead } from "../adapters/keys.ts";

/** Key of an order, as an argument of a task; so are the others. The ids are expressions. */
export const orderKey = (customerId: Expression, orderId: Expression) =>
  template(attributes(keys.order, customerId, orderId));

/** Key of the item that says whose order it is. */
export const claimKey = (orderId: Expression) => template(attributes(keys.claim, orderId));

/** Key of a customer's own limits. */
export const limitsKey = (customerId: Expression) => template(attributes(keys.limits, customerId));

/** Key of a product in the read model of the menu, to stand within an expression. */
export const menuItemKey = (sku: Expression) => object(attributes(keys.menuItem, sku));

/** What its item begins with, to stand within an expression. */
export const menuItem = (sku: Expression) => object(attributes(menuItemHead, sku));

/** Key of a store's closing on a day. */
export const closingKey = (day: Expression, storeId: Expression) =>
  template(attributes(keys.closing, day, storeId));

/** What its item begins with. */
export const closingHead = (day: Expression, storeId: Expression) =>
  template(attributes(closingItemHead, day, storeId));

/** Parameters of the `Query` of a store's orders that became READY by then, to stand within an expression. */
export const readyOrders = (table: Expression, storeId: Expression, until: Expression, limit: number) => {
  const { values, names, ...query } = kitchenOrdersUntil("READY");
  return object({
    TableName: table,
    ...Object.fromEntries(Object.entries(query).map(([name, text]) => [name, `'${text}'`])),
    ExpressionAttributeNames: Object.fromEntries(
      Object.entries(names).map(([name, text]) => [name, `'${text}'`]),
    ),
    ExpressionAttributeValues: attributes(values, storeId, until),
    Limit: limit,
  });
};
