import { Key, N, parameters, type Refusal, S, TableName } from "./refusal.fixture.ts";

const query = (what: string, input: object, message: string): Refusal => ({
  what,
  operation: "Query",
  input: {
    TableName,
    KeyConditionExpression: "pk = :p",
    ExpressionAttributeValues: { ":p": S("ann") },
    ...input,
  },
  message,
});
const keyCondition = (expression: string, values: object, message: string) =>
  query(
    `the key condition ${expression}`,
    { KeyConditionExpression: expression, ExpressionAttributeValues: values },
    message,
  );

export const reads: readonly Refusal[] = [
  keyCondition("sk = :s", { ":s": N("1") }, "Query condition missed key schema element: pk"),
  keyCondition(
    "pk = :p AND note = :s",
    { ":p": S("ann"), ":s": S("a") },
    "Query condition missed key schema element: sk",
  ),
  keyCondition("pk > :p", { ":p": S("ann") }, "Query key condition not supported"),
  keyCondition(
    "pk = :p OR sk = :s",
    { ":p": S("ann"), ":s": N("1") },
    "Invalid operator used in KeyConditionExpression: OR",
  ),
  keyCondition(
    "pk = :p AND sk <> :s",
    { ":p": S("ann"), ":s": N("1") },
    "Invalid operator used in KeyConditionExpression: <>",
  ),
  keyCondition(
    "pk = :p AND contains(sk, :s)",
    { ":p": S("ann"), ":s": N("1") },
    "Invalid operator used in KeyConditionExpression: contains",
  ),
  keyCondition(
    "pk = :p AND sk > :s AND sk < :s",
    { ":p": S("ann"), ":s": N("1") },
    "KeyConditionExpressions must only contain one condition per key",
  ),
  keyCondition(
    "pk = :p",
    { ":p": N("1") },
    `${parameters}Condition parameter type does not match schema type`,
  ),
  query(
    "a filter of the key",
    { FilterExpression: "sk > :s", ExpressionAttributeValues: { ":p": S("ann"), ":s": N("1") } },
    "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
  ),
  query(
    "an index that is not there",
    { IndexName: "colours" },
    "The table does not have the specified index: colours",
  ),
  query(
    "a consistent read of a global index",
    { IndexName: "shops", ConsistentRead: true },
    "Consistent reads are not supported on global secondary indexes",
  ),
  query(
    "all attributes of an index that has some",
    {
      IndexName: "names",
      KeyConditionExpression: "shop = :p",
      Select: "ALL_ATTRIBUTES",
    },
    `${parameters}Select type ALL_ATTRIBUTES is not supported for global secondary index names because its projection type is not ALL`,
  ),
  query(
    "an attribute that a global index does not have",
    { IndexName: "names", KeyConditionExpression: "shop = :p", ProjectionExpression: "note" },
    `${parameters}Global secondary index names does not project [note]`,
  ),
  query(
    "a limit of 0",
    { Limit: 0 },
    "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ),
  query(
    "a start that lacks a part",
    { ExclusiveStartKey: { pk: S("ann") } },
    "The provided starting key is invalid",
  ),
  query(
    "a start in another partition",
    { ExclusiveStartKey: { pk: S("bob"), sk: N("1") } },
    "The provided starting key is outside query boundaries based on provided conditions",
  ),
  query(
    "a start outside the range",
    {
      KeyConditionExpression: "pk = :p AND sk < :s",
      ExpressionAttributeValues: { ":p": S("ann"), ":s": N("9") },
      ExclusiveStartKey: { pk: S("ann"), sk: N("1e1") },
    },
    "The provided starting key does not match the range key predicate",
  ),
  {
    what: "a segment beyond the last",
    operation: "Scan",
    input: { TableName, Segment: 4, TotalSegments: 4 },
    message:
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4",
  },
  {
    what: "the same key twice",
    operation: "BatchGetItem",
    input: { RequestItems: { orders: { Keys: [Key, { pk: S("ann"), sk: N("1.0") }] } } },
    message: "Provided list of item keys contains duplicates",
  },
];
