import { Key, N, order, parameters, type Refusal, S, TableName } from "./refusal.fixture.ts";

const put = (what: string, item: object, message: string): Refusal => ({
  what,
  operation: "PutItem",
  input: { TableName, Item: { ...order, ...item } },
  message,
});
// From https://github.com/nubo-db/dynamodb-conformance and https://github.com/architect/dynalite, which recorded AWS.
export const items: readonly Refusal[] = [
  put("a key without a part", { sk: undefined }, `${parameters}Missing the key sk in the item`),
  put("a key of another type", { sk: S("1") }, `${parameters}Type mismatch for key sk expected: N actual: S`),
  put(
    "an empty key",
    { pk: S("") },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
  ),
  put(
    "a key of an index of another type",
    { shop: N("1") },
    `${parameters}Type mismatch for Index Key shop Expected: S Actual: N IndexName: shops`,
  ),
  put(
    "an empty key of an index",
    { shop: S("") },
    "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: shops, IndexKey: shop",
  ),
  put(
    "a partition key of 2,049 bytes",
    { pk: S("é".repeat(1025)) },
    `${parameters}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
  ),
  put("an empty set", { tags: { SS: [] } }, `${parameters}An string set  may not be empty`),
  put(
    "a set with the same twice",
    { tags: { SS: ["a", "a"] } },
    `${parameters}Input collection [a, a] contains duplicates.`,
  ),
  put(
    "a set with the same number twice",
    { tags: { NS: ["1", "1.0"] } },
    "Input collection contains duplicates",
  ),
  put(
    "false as NULL",
    { note: { NULL: false } },
    `${parameters}Null attribute value types must have the value of true`,
  ),
  put(
    "two types at once",
    { note: { S: "a", N: "1" } },
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  ),
  put(
    "no type",
    { note: {} },
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
  ),
  put("no number", { amount: N("12,5") }, "The parameter cannot be converted to a numeric value: 12,5"),
  put(
    "a number of 39 digits",
    { amount: N("1".repeat(39)) },
    "Attempting to store more than 38 significant digits in a Number",
  ),
  put(
    "a number too large",
    { amount: N("1e126") },
    "Number overflow. Attempting to store a number with magnitude larger than supported range",
  ),
  put(
    "a number too small",
    { amount: N("1e-131") },
    "Number underflow. Attempting to store a number with magnitude smaller than supported range",
  ),
  put(
    "more than 400 KB",
    { note: S("x".repeat(409_601)) },
    "Item size has exceeded the maximum allowed size",
  ),
  {
    what: "a return value that a put has not",
    operation: "PutItem",
    input: { TableName, Item: order, ReturnValues: "ALL_NEW" },
    message: "ReturnValues can only be ALL_OLD or NONE",
  },
  {
    what: "several members at once",
    operation: "PutItem",
    input: { TableName: "a", Item: order, ReturnValues: "SOME", ReturnConsumedCapacity: "ALL" },
    message:
      "2 validation errors detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value 'ALL' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
  },
  {
    what: "a member that is not implemented",
    operation: "PutItem",
    input: { TableName, Item: order, Throttle: true },
    message: "Throttle: not implemented by the local cloud",
  },
  {
    what: "no table",
    operation: "GetItem",
    input: { TableName: "nobody", Key },
    code: "ResourceNotFoundException",
    message: "Requested resource not found",
  },
  {
    what: "a key without a part",
    operation: "DeleteItem",
    input: { TableName, Key: { pk: S("ann") } },
    message: "The provided key element does not match the schema",
  },
];
