import type { AuditsView } from "@sourdough/events-schema/http";
import { lastAudits } from "../adapters/keys.ts";

/** The caller's groups, with a comma before and after each: API Gateway makes one text of the list. */
const setGroups = [
  "#set($groups = $context.authorizer.claims['cognito:groups'])",
  '#set($groups = ",$!groups,")',
].join("");
const isStaff = '$groups.contains(",staff,")';

const problem = (status: number, title: string, code: string, detail: string) =>
  [
    `#set($context.responseOverride.status = ${status})`,
    '#set($context.responseOverride.header.Content-Type = "application/problem+json")',
    JSON.stringify({ type: "about:blank", title, status, code, detail }),
  ].join("");

/** `Query` of the last ten. For somebody who may not it has no condition, which DynamoDB refuses. */
export const listAudits = (tableName: string) => {
  const { TableName, ...query } = lastAudits(tableName, 10);
  return [
    setGroups,
    `{"TableName":"${TableName}"#if(${isStaff}),`,
    JSON.stringify(query).slice(1, -1),
    "#end}",
  ].join("");
};

/** Each is kept as the JSON that is shown. The schedule is known when this is deployed. */
export const auditsFound = (nightly: AuditsView["nightly"]) =>
  [
    "#set($audits = $input.path('$.Items'))",
    '{"audits":[#foreach($audit in $audits)$audit.view.S#if($foreach.hasNext),#end#end],',
    `"nightly":${JSON.stringify(nightly)}}`,
  ].join("");

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const auditsRefused = [
  setGroups,
  `#if(!${isStaff})`,
  problem(403, "Forbidden", "audit.staff_only", "This is for the bakery's staff."),
  "#else",
  problem(503, "Service Unavailable", "audit.unavailable", "Try again in a moment."),
  "#end",
].join("");

export const unavailable = problem(503, "Service Unavailable", "audit.unavailable", "Try again in a moment.");
