import { ImportId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import * as z from "zod";
import { importKey, latestImports } from "../adapters/keys.ts";
import { isStaff, setGroups, text } from "./mapping.ts";
import { notForOthers, problem } from "./problems.ts";

const shown = ["importId", "fileName", "totalRows", "changed", "refused", "reason", "startedAt", "endedAt"];

/** `Query` of the last imports, newest first. For somebody who may not it has no condition, which DynamoDB refuses. */
export const listImports = (tableName: string) => {
  const { TableName, ...query } = latestImports(tableName, 20);
  const parameters = {
    ...query,
    ProjectionExpression: [...shown, "#status", "#rows"].join(", "),
    ExpressionAttributeNames: {
      ...query.ExpressionAttributeNames,
      "#status": "status",
      "#rows": "rows",
    },
  };
  return `${setGroups}{"TableName":"${TableName}"#if(${isStaff}),${JSON.stringify(parameters).slice(1, -1)}#end}`;
};

export const importsFound = [
  "#set($imports = $input.path('$.Items'))",
  '{"imports":[#foreach($import in $imports){',
  '"importId":"$import.importId.S",',
  `"fileName":"${text("$import.fileName.S")}",`,
  '"status":"$import.status.S",',
  ...["totalRows", "rows", "changed", "refused"].map((count) => `"${count}":$import.${count}.N,`),
  `#if($import.reason.S)"reason":"${text("$import.reason.S")}",#end`,
  '#if($import.endedAt.S)"endedAt":"$import.endedAt.S",#end',
  '"startedAt":"$import.startedAt.S"}#if($foreach.hasNext),#end#end]}',
].join("");

export const importsRefused = notForOthers(
  problem(400, "Bad Request", "inventory.malformed_query", "It takes no parameters."),
);

const matches = (value: string) => `${value}.matches('${z.toJSONSchema(ImportId).pattern}')`;

/** `GetItem` of an import's problems; of nothing for somebody who may not, and for an id that is none. */
export const getProblems = (tableName: string) =>
  [
    setGroups,
    "#set($importId = $input.params('importId'))",
    `{"TableName":"${tableName}","ProjectionExpression":"problems"#if(${isStaff} && ${matches("$importId")}),"Key":`,
    JSON.stringify(dynamoJson(importKey("$importId"))),
    "#end}",
  ].join("");

/** They were written as JSON, which they stay. */
export const problemsFound = [
  "#if($input.path('$.Item.problems.S') != \"\"){\"problems\":$input.path('$.Item.problems.S')}",
  `#else${problem(404, "Not Found", "inventory.unknown_import", "There is no such import, or it is not over yet.")}#end`,
].join("");

export const problemsRefused = notForOthers(
  problem(400, "Bad Request", "inventory.malformed_id", "An import's id is imp- and a ULID in capitals."),
);
