import { type Expression, jsonata } from "@sourdough/workflow-kit";
import { keyPrefixes } from "../adapters/key-prefixes.ts";

const customer = (customerId: Expression) => jsonata(`'${keyPrefixes.customer}' & ${customerId}`);
const order = (orderId: Expression) => jsonata(`'${keyPrefixes.order}' & ${orderId}`);

/** Key of an order, as an argument of a task; so are the others. The ids are expressions. */
export const orderKey = (customerId: Expression, orderId: Expression) => ({
  pk: { S: customer(customerId) },
  sk: { S: order(orderId) },
});

/** Key of the item that says whose order it is. */
export const claimKey = (orderId: Expression) => ({ pk: { S: order(orderId) }, sk: { S: "claim" } });

/** Key of a customer's own limits. */
export const limitsKey = (customerId: Expression) => ({
  pk: { S: customer(customerId) },
  sk: { S: "limits" },
});

/** Key of a product in the read model of the menu, to stand within an expression. */
export const menuItemKey = (sku: Expression) =>
  `{'pk': {'S': '${keyPrefixes.menuItem}' & ${sku}}, 'sk': {'S': 'item'}}`;
