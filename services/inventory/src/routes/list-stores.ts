import { storesKey } from "../adapters/catalogue-item.ts";
import { text } from "./mapping.ts";

export const listStores = (tableName: string) =>
  JSON.stringify({
    TableName: tableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: storesKey } },
  });

export const storesAnswer = `#set($stores = $input.path('$.Items'))
{"stores":[#foreach($store in $stores){
  "storeId": "$store.storeId.S",
  "name": "${text("$store.name.S")}",
  "city": "${text("$store.city.S")}"
}#if($foreach.hasNext),#end#end]}`;
