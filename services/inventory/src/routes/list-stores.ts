import { allStores } from "../adapters/keys.ts";
import { text } from "./mapping.ts";

export const listStores = (tableName: string) => JSON.stringify(allStores(tableName));

export const storesAnswer = `#set($stores = $input.path('$.Items'))
{"stores":[#foreach($store in $stores){
  "storeId": "$store.storeId.S",
  "name": "${text("$store.name.S")}",
  "city": "${text("$store.city.S")}"
}#if($foreach.hasNext),#end#end]}`;
