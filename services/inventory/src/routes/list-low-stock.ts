import { MenuItemChanged, Sku, StoreId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import * as z from "zod";
import { keys, menuOf, stockEntity } from "../adapters/keys.ts";
import { lowStock } from "../domain/stock.ts";
import { isStaff, setGroups, text } from "./mapping.ts";
import { notForOthers, problem } from "./problems.ts";

const inner = (schema: z.ZodString) => `${z.toJSONSchema(schema).pattern}`.replace(/^\^|\$$/g, "");
const matches = (value: string, pattern: string) => `${value}.matches('${pattern}')`;

/** The sort key in the index of the menu where the page before ended: `item#pastry#Butter croissant#butter-croissant`. */
const cursor = `item#(${MenuItemChanged.data.shape.category.options.join("|")})#.+#${inner(Sku)}`;

/**
 * `Query` of the products on a store's menu of which few are left: a filter over the index of the menu. For somebody who
 * may not, and for what makes no sense, it has no condition, which DynamoDB refuses.
 */
export const listLowStock = (tableName: string) => {
  const { TableName, ...menu } = menuOf(tableName, "$storeId");
  const query = {
    ...menu,
    FilterExpression: "entity = :stock AND onHand < :low",
    ExpressionAttributeValues: {
      ...menu.ExpressionAttributeValues,
      ":stock": { S: stockEntity },
      ":low": { N: String(lowStock) },
    },
  };
  const [menuPk] = Object.values(menu.ExpressionAttributeValues);
  return [
    setGroups,
    "#set($storeId = $input.params('storeId'))",
    "#set($cursor = $input.params('cursor'))",
    `{"TableName":"${TableName}"#if(${isStaff} && ${matches("$storeId", inner(StoreId))}`,
    ` && ($cursor == "" || ${matches("$cursor", cursor)})),`,
    JSON.stringify(query).slice(1, -1),
    `#if($cursor != ""),#set($behind = $cursor.lastIndexOf("#") + 1)#set($sku = $cursor.substring($behind))`,
    '"ExclusiveStartKey":',
    JSON.stringify({ ...dynamoJson(keys.stock("$storeId", "$sku")), menuPk }).slice(0, -1),
    `,"menuSk":{"S":"${text("$cursor")}"}}`,
    "#end#end}",
  ].join("");
};

/** The index has the store itself, too, which `ScannedCount` counts before the filter: without it there is no such store. */
export const lowStockFound = [
  "#if($input.path('$.ScannedCount') == 0 && $input.params('cursor') == \"\")",
  problem(404, "Not Found", "inventory.unknown_store", "There is no such store; GET /stores lists them."),
  "#else#set($items = $input.path('$.Items'))",
  `{"storeId":"$input.params('storeId')","threshold":${lowStock},"items":[#foreach($item in $items){`,
  `"sku":"$item.sku.S","name":"${text("$item.name.S")}","category":"$item.category.S","onHand":$item.onHand.N`,
  "}#if($foreach.hasNext),#end#end]",
  "#set($last = $input.path('$.LastEvaluatedKey.menuSk.S'))",
  `#if($last && $last != ""),"cursor":"${text("$last")}"#end}#end`,
].join("");

export const lowStockRefused = notForOthers(
  problem(
    400,
    "Bad Request",
    "inventory.malformed_query",
    "It takes a store's id, and the cursor of another page, if any.",
  ),
);
