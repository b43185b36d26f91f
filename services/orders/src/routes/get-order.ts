import { OrderId } from "@sourdough/events-schema";
import { keyPrefixes } from "../adapters/key-prefixes.ts";
import { matches } from "./mapping.ts";
import { orderView, ownPartition } from "./order-view.ts";
import { orderNotFound } from "./problems.ts";

/**
 * Reads an order by an id that can be one. By any other the customer has none, and the read finds nothing: a template
 * cannot do without, and a key of more than 1,024 bytes would be an error of DynamoDB.
 */
export const getOrder = (tableName: string) =>
  [
    "#set($orderId = $input.params('orderId'))",
    `#if(!${matches("$orderId", OrderId)})#set($orderId = "none")#end`,
    JSON.stringify({
      TableName: tableName,
      Key: { pk: { S: ownPartition }, sk: { S: `${keyPrefixes.order}$orderId` } },
      ConsistentRead: true,
    }),
  ].join("");

export const orderFound = [
  "#set($order = $input.path('$.Item'))",
  `#if($order.orderId.S)${orderView}#else${orderNotFound}#end`,
].join("");
