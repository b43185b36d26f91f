import { Sku, StoreId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import * as z from "zod";
import { menuKey, menuOf, stockEntity } from "../adapters/keys.ts";
import { text } from "./mapping.ts";
import { problem, unavailableAnswer } from "./problems.ts";

/** A template may go so often around one `#foreach`: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const limit = 1000;

const bare = (pattern: string | undefined) => pattern?.replace(/^\^|\$$/g, "");

/**
 * The index has the store itself and its products. Only products pass the filter, so a store without any is still
 * distinct from no such store: `ScannedCount` counts before the filter. A page after the first has its capacity reported,
 * by which the answer knows that there is a store although nothing may be left.
 *
 * The cursor is the place in the index of the last product of the page before. With one that is none there is no
 * condition, which DynamoDB refuses.
 */
export const listMenu = (tableName: string) => {
  const { TableName, ...query } = menuOf(tableName, "$storeId", { Limit: limit });
  const parameters = {
    ...query,
    FilterExpression: "entity = :stock",
    ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ":stock": { S: stockEntity } },
  };
  const place = `item#[a-z]+#[^#].*#${bare(z.toJSONSchema(Sku).pattern)}`;
  return [
    "#set($storeId = $input.params('storeId'))",
    // No store has what cannot be an id, and DynamoDB takes no key of more than 1,024 bytes.
    `#if(!$storeId.matches('${z.toJSONSchema(StoreId).pattern}'))#set($storeId = "none")#end`,
    "#set($cursor = $input.params('cursor'))",
    `{"TableName":"${TableName}"#if($cursor == "" || ($cursor.length() <= 500 && $cursor.matches('${place}'))),`,
    JSON.stringify(parameters).slice(1, -1),
    `#if($cursor != "")#set($end = $cursor.lastIndexOf("#") + 1)#set($sku = $cursor.substring($end)),"ReturnConsumedCapacity":"TOTAL","ExclusiveStartKey":`,
    JSON.stringify(dynamoJson(menuKey("$storeId", "$sku", "@cursor"))).replace("@cursor", text("$cursor")),
    "#end#end}",
  ].join("");
};

export const menuAnswer = `#if($input.path('$.ScannedCount') == 0 && $input.path('$.ConsumedCapacity.TableName') == "")
${problem(404, "Not Found", "inventory.unknown_store", "There is no such store; GET /stores lists them.")}
#else
#set($items = $input.path('$.Items'))
#set($last = $input.path('$.LastEvaluatedKey.menuSk.S'))
{"items":[#foreach($item in $items){
  "sku": "$item.sku.S",
  "name": "${text("$item.name.S")}",
  "category": "$item.category.S",
  "priceCents": $item.priceCents.N,
  "allergens": [#foreach($allergen in $item.allergens.L)"$allergen.S"#if($foreach.hasNext),#end#end],
  "onHand": $item.onHand.N
}#if($foreach.hasNext),#end#end]#if($last && $last != ""),"cursor":"${text("$last")}"#end}
#end`;

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const menuRefused = [
  "#if($input.path('$.__type').matches('.*ValidationException'))",
  problem(
    400,
    "Bad Request",
    "inventory.malformed_cursor",
    "A cursor is what the page before came with. Leave it out for the first page.",
  ),
  `#else${unavailableAnswer}#end`,
].join("");
