import { StoreId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import * as z from "zod";
import { demandSince, latestVariants, popularKey } from "../adapters/keys.ts";
import { isStaff, setGroups } from "./mapping.ts";
import { notForOthers, problem } from "./problems.ts";

const matches = (value: string, pattern: string) => `${value}.matches('${pattern}')`;
const storePattern = String(z.toJSONSchema(StoreId).pattern);
const timePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?Z$";

/** Minutes in an answer: eight hours of a store where somebody always looks. */
const page = 500;

/** `Query` of a store's demand. For somebody who may not, and for what makes no sense, it has no condition. */
export const listDemand = (tableName: string) => {
  const { TableName, ...query } = demandSince(tableName, "$storeId", "$since");
  return [
    setGroups,
    "#set($storeId = $input.params('storeId'))",
    "#set($since = $input.params('since'))",
    `{"TableName":"${TableName}"`,
    `#if(${isStaff} && ${matches("$storeId", storePattern)} && ${matches("$since", timePattern)}),`,
    JSON.stringify({ ...query, Limit: page }).slice(1, -1),
    "#end}",
  ].join("");
};

/** Products were written as JSON, which they stay. */
export const demandFound = [
  "#set($items = $input.path('$.Items'))",
  '{"minutes":[#foreach($item in $items){"minute":"$item.minute.S","products":$item.products.S}',
  "#if($foreach.hasNext),#end#end]",
  "#set($last = $input.path('$.LastEvaluatedKey.sk.S'))",
  '#if($last && $last != ""),"next":"$last.substring(0, 24)"#end}',
].join("");

export const demandRefused = notForOthers(
  problem(
    400,
    "Bad Request",
    "inventory.malformed_query",
    "It takes a store's id, and since when: such as 2026-11-29T08:00:00Z.",
  ),
);

/** `Query` of the newest days of all experiments. */
export const listExperiments = (tableName: string) => {
  const { TableName, ...query } = latestVariants(tableName, page);
  return `${setGroups}{"TableName":"${TableName}"#if(${isStaff}),${JSON.stringify(query).slice(1, -1)}#end}`;
};

export const experimentsFound = [
  "#set($items = $input.path('$.Items'))",
  '{"variants":[#foreach($item in $items){"experiment":"$item.experiment.S","variant":"$item.variant.S",',
  '"day":"$item.day.S","exposures":$item.exposures.N,"conversions":$item.conversions.N}',
  "#if($foreach.hasNext),#end#end]}",
].join("");

export const experimentsRefused = notForOthers(
  problem(400, "Bad Request", "inventory.malformed_query", "It takes no parameters."),
);

/** `GetItem` of what is popular in a store; no store has what cannot be an id. */
export const getPopular = (tableName: string) =>
  [
    "#set($storeId = $input.params('storeId'))",
    `#if(!${matches("$storeId", storePattern)})#set($storeId = "none")#end`,
    JSON.stringify({ TableName: tableName, Key: dynamoJson(popularKey("$storeId")) }),
  ].join("");

/** A store that nobody looked at, and one that does not exist, have nothing that is popular. */
export const popularFound = [
  "#set($skus = $input.path('$.Item.skus.L'))",
  '{"skus":[#foreach($sku in $skus)"$sku.S"#if($foreach.hasNext),#end#end]',
  '#if($input.path(\'$.Item.at.S\') != ""),"at":"$input.path(\'$.Item.at.S\')"#end}',
].join("");
