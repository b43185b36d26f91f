import { problem, unavailableAnswer } from "./problems.ts";

/**
 * `PutRecords` of what a visitor did, by store: one shard has all of a store, in order. The body is as its contract says.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-kinesis.html
 */
export const putRecords = (streamName: string) =>
  [
    `{"StreamName":"${streamName}","Records":[`,
    "#foreach($record in $input.path('$.records'))",
    '#set($path = "$.records[$foreach.index]")',
    '{"Data":"$util.base64Encode($input.json($path))","PartitionKey":"$record.storeId"}',
    "#if($foreach.hasNext),#end#end]}",
  ].join("");

const notAll = problem(
  503,
  "Service Unavailable",
  "inventory.not_all_received",
  "Send all of it again, within a minute: what was received counts once.",
);

/** Kinesis answers 200 to a request of which it took a part, or nothing, since a shard had too much to do. */
export const recordsPut = [
  "#if($input.path('$.FailedRecordCount') == 0)",
  "{\"received\":$input.path('$.Records').size()}",
  "#else",
  '#set($context.responseOverride.header.Retry-After = "1")',
  notAll,
  "#end",
].join("");

export const recordsRefused = [
  '#set($context.responseOverride.header.Retry-After = "1")',
  unavailableAnswer,
].join("");
