import { StoreId } from "@sourdough/events-schema";
import * as z from "zod";

/*
 * Mapping templates of the two routes. `escapeJavaScript` escapes a single quote, which JSON does not know:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
const text = (value: string) => String.raw`$util.escapeJavaScript(${value}).replaceAll("\\'", "'")`;

export const listStores = (tableName: string) =>
  JSON.stringify({
    TableName: tableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: "stores" } },
  });

export const storesAnswer = `#set($stores = $input.path('$.Items'))
{"stores":[#foreach($store in $stores){
  "storeId": "$store.storeId.S",
  "name": "${text("$store.name.S")}",
  "city": "${text("$store.city.S")}"
}#if($foreach.hasNext),#end#end]}`;

/**
 * The index has the store itself and its products. Only products pass the filter, so a store without any is still
 * told from no such store: `ScannedCount` counts before the filter.
 */
export const listMenu = (tableName: string) =>
  [
    "#set($storeId = $input.params('storeId'))",
    // No store has what cannot be an id, and DynamoDB takes no key of more than 1,024 bytes.
    `#if(!$storeId.matches('${z.toJSONSchema(StoreId).pattern}'))#set($storeId = "none")#end`,
    JSON.stringify({
      TableName: tableName,
      IndexName: "menu",
      KeyConditionExpression: "menuPk = :store",
      FilterExpression: "entity = :stock",
      ExpressionAttributeValues: { ":store": { S: "store#$storeId" }, ":stock": { S: "stock" } },
    }),
  ].join("");

const problemType = '#set($context.responseOverride.header.Content-Type = "application/problem+json")';

export const menuAnswer = `#if($input.path('$.ScannedCount') == 0)
#set($context.responseOverride.status = 404)${problemType}
{"type":"about:blank","title":"Not Found","status":404,"code":"inventory.unknown_store","detail":"There is no such store; GET /stores lists them."}
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

export const unavailableAnswer = `${problemType}{"type":"about:blank","title":"Service Unavailable","status":503,"code":"inventory.unavailable","detail":"Try again in a moment."}`;
