import { dynamoJson } from "@sourdough/lambda-kit/entity";
import { disputeKeyPrefix, keys, latestDisputes } from "../adapters/keys.ts";
import { isStaff, setGroups, text } from "./mapping.ts";
import { problem, staffOnly, unavailable } from "./problems.ts";

const pageSize = 50;
/** The last dispute of the page before: when it was opened, and its id. */
const cursor = "^[0-9TZ:.-]{20,32}~[A-Za-z0-9_]{1,64}$";

/**
 * `Query` of all disputes, newest first. For somebody who may not, and for a cursor that is none, it has no condition,
 * which DynamoDB refuses.
 */
export const listDisputes = (tableName: string) => {
  const { TableName, IndexName, ...query } = latestDisputes(tableName, pageSize);
  const [office] = Object.values(query.ExpressionAttributeValues);
  return [
    setGroups,
    "#set($cursor = $input.params('cursor'))",
    `{"TableName":"${TableName}","IndexName":"${IndexName}"`,
    `#if(${isStaff} && ($cursor == "" || $cursor.matches('${cursor}'))),`,
    JSON.stringify(query).slice(1, -1),
    '#if($cursor != ""),#set($last = $cursor.split("~"))"ExclusiveStartKey":',
    JSON.stringify({ ...dynamoJson({ ...keys.dispute("$last[1]"), openedAt: "$last[0]" }), office }),
    "#end#end}",
  ].join("");
};

const optional = (name: string, field = name) =>
  `#if($dispute.${field}.S != "")"${name}":"${text(`$dispute.${field}.S`)}",#end`;

export const disputesFound = [
  "#set($disputes = $input.path('$.Items'))",
  '{"disputes":[#foreach($dispute in $disputes){',
  ...["disputeId", "orderId", "currency", "reason", "status", "openedAt", "answerBy"].map(
    (name) => `"${name}":"$dispute.${name}.S",`,
  ),
  ...["amountCents", "reminders"].map((name) => `"${name}":$dispute.${name}.N,`),
  ...["answer", "answeredBy", "answeredAt", "closedAt"].map((name) => optional(name)),
  optional("text", "answerText"),
  '"evidence":[#foreach($fact in $dispute.evidence.L)',
  `{"kind":"$fact.M.kind.S","at":"$fact.M.at.S","text":"${text("$fact.M.text.S")}"}`,
  "#if($foreach.hasNext),#end#end]}#if($foreach.hasNext),#end#end]",
  "#set($last = $input.path('$.LastEvaluatedKey'))",
  '#if($last && $last != ""),"cursor":"$last.openedAt.S~',
  `$last.pk.S.substring(${disputeKeyPrefix.length})"#end}`,
].join("");

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const disputesRefused = [
  setGroups,
  `#if(!${isStaff})${staffOnly}`,
  "#elseif($input.path('$.__type').matches('.*ValidationException'))",
  problem(400, "Bad Request", "payments.malformed_query", "The cursor is that of another page, or none."),
  `#else${unavailable}#end`,
].join("");
