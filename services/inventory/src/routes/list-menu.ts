import { StoreId } from "@sourdough/events-schema";
import * as z from "zod";
import { menuOf, stockEntity } from "../adapters/keys.ts";
import { text } from "./mapping.ts";
import { problem } from "./problems.ts";

/**
 * The index has the store itself and its products. Only products pass the filter, so a store without any is still
 * distinct from no such store: `ScannedCount` counts before the filter.
 */
export const listMenu = (tableName: string) => {
  const query = menuOf(tableName, "$storeId");
  return [
    "#set($storeId = $input.params('storeId'))",
    // No store has what cannot be an id, and DynamoDB takes no key of more than 1,024 bytes.
    `#if(!$storeId.matches('${z.toJSONSchema(StoreId).pattern}'))#set($storeId = "none")#end`,
    JSON.stringify({
      ...query,
      FilterExpression: "entity = :stock",
      ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ":stock": { S: stockEntity } },
    }),
  ].join("");
};

export const menuAnswer = `#if($input.path('$.ScannedCount') == 0)
${problem(404, "Not Found", "inventory.unknown_store", "There is no such store; GET /stores lists them.")}
#else
#set($items = $input.path('$.Items'))
{"items":[#foreach($item in $items){
  "sku": "$item.sku.S",
  "name": "${text("$item.name.S")}",
  "category": "$item.category.S",
  "priceCents": $item.priceCents.N,
  "allergens": [#foreach($allergen in $item.allergens.L)"$allergen.S"#if($foreach.hasNext),#end#end],
  "onHand": $item.onHand.N
}#if($foreach.hasNext),#end#end]}
#end`;
