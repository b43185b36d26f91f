import { dynamoJson } from "@sourdough/lambda-kit/entity";
import { allStores } from "../adapters/keys.ts";
import { text } from "./mapping.ts";

export const listStores = (tableName: string) => {
  const { ExpressionAttributeValues, ...query } = allStores(tableName);
  return JSON.stringify({ ...query, ExpressionAttributeValues: dynamoJson(ExpressionAttributeValues) });
};

export const storesAnswer = `#set($stores = $input.path('$.Items'))
{"stores":[#foreach($store in $stores){
  "storeId": "$store.storeId.S",
  "name": "${text("$store.name.S")}",
  "city": "${text("$store.city.S")}"
}#if($foreach.hasNext),#end#end]}`;
