import { CustomerId, OrderId, StoreId } from "@sourdough/events-schema";
import { KitchenStatus } from "@sourdough/events-schema/http";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import * as z from "zod";
import { keys, kitchenOrders, orderKeyPrefix } from "../adapters/keys.ts";
import { isStaff, matches, setGroups } from "./mapping.ts";
import { orderView } from "./order-view.ts";
import { problem, staffOnly, unavailable } from "./problems.ts";

const KitchenStatusText = z.string().regex(new RegExp(`^(${KitchenStatus.options.join("|")})$`));
const inner = (schema: z.ZodString) => `${z.toJSONSchema(schema).pattern}`.replace(/^\^|\$$/g, "");
/** The last order of the page before: when it got its status, its customer, its id. */
const Cursor = z.string().regex(new RegExp(`^[0-9TZ:.-]+~${inner(CustomerId)}~${inner(OrderId)}$`));

/**
 * `Query` of a store's orders in a status, those that got it last first. For somebody who may not, and for what makes
 * no sense, it has no condition, which DynamoDB refuses.
 */
export const listKitchenOrders = (tableName: string) => {
  const { TableName, IndexName, ...query } = kitchenOrders(tableName, "$storeId", "$status", 50);
  const [kitchen] = Object.values(query.ExpressionAttributeValues);
  return [
    setGroups,
    "#set($storeId = $input.params('storeId'))",
    "#set($status = $input.params('status'))",
    "#set($cursor = $input.params('cursor'))",
    `{"TableName":"${TableName}","IndexName":"${IndexName}"`,
    `#if(${isStaff} && ${matches("$storeId", StoreId)} && ${matches("$status", KitchenStatusText)}`,
    ` && ($cursor == "" || ${matches("$cursor", Cursor)})),`,
    JSON.stringify(query).slice(1, -1),
    '#if($cursor != ""),#set($last = $cursor.split("~"))"ExclusiveStartKey":',
    JSON.stringify({
      ...dynamoJson({ ...keys.order("$last[1]", "$last[2]"), updatedAt: "$last[0]" }),
      kitchen,
    }),
    "#end#end}",
  ].join("");
};

export const kitchenOrdersFound = [
  "#set($orders = $input.path('$.Items'))",
  `{"orders":[#foreach($order in $orders)${orderView}#if($foreach.hasNext),#end#end]`,
  "#set($last = $input.path('$.LastEvaluatedKey'))",
  '#if($last && $last != ""),"cursor":',
  `"$last.updatedAt.S~$last.pk.S.substring(${orderKeyPrefix.pk.length})`,
  `~$last.sk.S.substring(${orderKeyPrefix.sk.length})"#end}`,
].join("");

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const kitchenOrdersRefused = [
  setGroups,
  `#if(!${isStaff})${staffOnly}`,
  "#elseif($input.path('$.__type').matches('.*ValidationException'))",
  problem(
    400,
    "Bad Request",
    "orders.malformed_query",
    `It takes a store's id, a status of ${KitchenStatus.options.join(", ")}, and the cursor of another page, if any.`,
  ),
  `#else${unavailable}#end`,
].join("");
