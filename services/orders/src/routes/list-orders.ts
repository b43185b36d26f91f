import { OrderId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import { keys, orderKeyPrefix, ownOrders } from "../adapters/keys.ts";
import { claim, matches } from "./mapping.ts";
import { orderView } from "./order-view.ts";
import { problem, unavailable } from "./problems.ts";

/**
 * The cursor is the last order id of the page before; the partition is the customer's own whatever it says. With one
 * that is no order id there is no condition, which DynamoDB refuses: it would answer with the end of the list.
 */
export const listOrders = (tableName: string) => {
  const { TableName, ...query } = ownOrders(tableName, claim("sub"), 20);
  return [
    "#set($cursor = $input.params('cursor'))",
    `{"TableName":"${TableName}"#if($cursor == "" || ${matches("$cursor", OrderId)}),`,
    JSON.stringify(query).slice(1, -1),
    '#if($cursor != ""),"ExclusiveStartKey":',
    JSON.stringify(dynamoJson(keys.order(claim("sub"), "$cursor"))),
    "#end#end}",
  ].join("");
};

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const ordersRefused = [
  "#if($input.path('$.__type').matches('.*ValidationException'))",
  problem(
    400,
    "Bad Request",
    "orders.malformed_cursor",
    "A cursor is what the page before came with. Leave it out for the first page.",
  ),
  `#else${unavailable}#end`,
].join("");

export const ordersFound = [
  "#set($orders = $input.path('$.Items'))",
  `{"orders":[#foreach($order in $orders)${orderView}#if($foreach.hasNext),#end#end]`,
  "#set($last = $input.path('$.LastEvaluatedKey.sk.S'))",
  `#if($last && $last != ""),"cursor":"$last.substring(${orderKeyPrefix.sk.length})"#end}`,
].join("");
