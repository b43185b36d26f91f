import { OrderId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import { keys } from "../adapters/keys.ts";
import { claim, matches } from "./mapping.ts";
import { orderView } from "./order-view.ts";
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
      Key: dynamoJson(keys.order(claim("sub"), "$orderId")),
      ConsistentRead: true,
    }),
  ].join("");

export const orderFound = [
  "#set($order = $input.path('$.Item'))",
  `#if($order.orderId.S)${orderView}#else${orderNotFound}#end`,
].join("");
