import * as z from "zod";
import { SalesRequest } from "../inputs.ts";
import { isStaff, matches, setGroups } from "./mapping.ts";
import { problem, staffOnly, unavailable } from "./problems.ts";

const { store, from, cursor } = SalesRequest.shape;
const Day = z.string().regex(new RegExp(`${z.toJSONSchema(from).pattern}`));

const input = JSON.stringify(
  JSON.stringify({ store: "$store", from: "$from", to: "$to", cursor: "$cursor" }),
);

/**
 * `StartSyncExecution` of `ListSales`. For somebody who may not, and for what makes no sense, the input is not JSON, which
 * Step Functions refuses.
 */
export const listSales = (stateMachineArn: string) =>
  [
    setGroups,
    "#set($store = $input.params('store'))",
    "#set($from = $input.params('from'))",
    "#set($to = $input.params('to'))",
    "#set($cursor = $input.params('cursor'))",
    `{"stateMachineArn":"${stateMachineArn}","input":`,
    `#if(${isStaff} && ${matches("$store", store)} && ${matches("$from", Day)} && ${matches("$to", Day)}`,
    ` && ${matches("$cursor", cursor)})${input}#else"refused"#end}`,
  ].join("");

/** The execution has ended, and its output is what is shown. */
export const salesFound = [
  `#if($input.path('$.status') != "SUCCEEDED")${unavailable}`,
  "#else$input.path('$.output')#end",
].join("");

/** Step Functions did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const salesRefused = [
  setGroups,
  `#if(!${isStaff})${staffOnly}`,
  "#elseif($input.path('$.__type').matches('.*InvalidExecutionInput'))",
  problem(
    400,
    "Bad Request",
    "orders.malformed_query",
    "It takes a store's id, two days as 2026-11-29, from and to, and the cursor of another page, if any.",
  ),
  `#else${unavailable}#end`,
].join("");
