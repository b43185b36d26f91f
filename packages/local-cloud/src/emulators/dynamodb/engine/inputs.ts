import { z } from "zod";
import { isRecord } from "../../../core/values.ts";
import { atLeast, atMost, matching, oneOf, whole } from "../../constraints.ts";

// Requests as the API's model has them; what attributes hold is looked at later (`values.ts`).
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html

const NAME = "[a-zA-Z0-9_.-]+";
const name = (shortest: number) =>
  z
    .string()
    .min(shortest, atLeast(shortest))
    .max(255, atMost(255))
    .regex(new RegExp(`^(?:${NAME})?$`), matching(NAME));

/** A table may be named by its ARN as well. */
export const tableName = z
  .string()
  .transform((given) => /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/([^/]+)$/.exec(given)?.[1] ?? given)
  .pipe(name(1));
export const newTableName = name(3);
export const indexName = name(3);

/** An object whose members are anybody's; those that zod makes anew lack `__proto__`. */
const anyRecord = () =>
  z.custom<Readonly<Record<string, unknown>>>().check(({ value: given, issues }) => {
    if (!isRecord(given)) issues.push({ code: "invalid_type", expected: "record", input: given });
  });
const attributes = anyRecord();
const value = anyRecord();
/** Of statements of PartiQL. */
export const parameters = z.array(value).min(1, atLeast(1));
const names = z.record(z.string(), z.string());
const expression = z.string().optional();

const consumed = { ReturnConsumedCapacity: oneOf(["INDEXES", "TOTAL", "NONE"]).optional() };
const collections = { ReturnItemCollectionMetrics: oneOf(["SIZE", "NONE"]).optional() };
const placeholders = {
  ExpressionAttributeNames: names.optional(),
  ExpressionAttributeValues: attributes.optional(),
};
const onFailure = { ReturnValuesOnConditionCheckFailure: oneOf(["ALL_OLD", "NONE"]).optional() };

const comparison = oneOf([
  "IN",
  "NULL",
  "BETWEEN",
  "LT",
  "NOT_CONTAINS",
  "EQ",
  "GT",
  "NOT_NULL",
  "NE",
  "LE",
  "BEGINS_WITH",
  "GE",
  "CONTAINS",
]);
export type ComparisonOperator = z.output<typeof comparison>;

const legacyCondition = z.strictObject({
  AttributeValueList: z.array(value).optional(),
  ComparisonOperator: comparison,
});
export type LegacyCondition = z.output<typeof legacyCondition>;

const expectedValue = z.strictObject({
  AttributeValueList: z.array(value).optional(),
  ComparisonOperator: comparison.optional(),
  Exists: z.boolean().optional(),
  Value: value.optional(),
});
export type ExpectedValue = z.output<typeof expectedValue>;

const attributeUpdate = z.strictObject({
  Action: oneOf(["ADD", "PUT", "DELETE"]).optional(),
  Value: value.optional(),
});
export type AttributesOfUpdate = z.output<typeof attributeUpdate>;

const conditionalOperator = { ConditionalOperator: oneOf(["OR", "AND"]).optional() };
const expected = { Expected: z.record(z.string(), expectedValue).optional(), ...conditionalOperator };
const toGet = {
  AttributesToGet: z.array(z.string()).min(1, atLeast(1)).max(255, atMost(255)).optional(),
};

const condition = { ConditionExpression: expression, ...placeholders, ...onFailure };
const returned = {
  ReturnValues: oneOf(["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"]).optional(),
};
const write = { TableName: tableName, ...condition, ...expected, ...returned, ...consumed, ...collections };

export const putItem = z.strictObject({ ...write, Item: attributes });
export const deleteItem = z.strictObject({ ...write, Key: attributes });
export const updateItem = z.strictObject({
  ...write,
  Key: attributes,
  UpdateExpression: expression,
  AttributeUpdates: z.record(z.string(), attributeUpdate).optional(),
});

const projected = {
  ProjectionExpression: expression,
  ExpressionAttributeNames: names.optional(),
};
const consistent = { ConsistentRead: z.boolean().optional() };
export const getItem = z.strictObject({
  TableName: tableName,
  Key: attributes,
  ...projected,
  ...consistent,
  ...toGet,
  ...consumed,
});

const read = {
  TableName: tableName,
  IndexName: indexName.optional(),
  Select: oneOf(["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"]).optional(),
  ExclusiveStartKey: attributes.optional(),
  ProjectionExpression: expression,
  FilterExpression: expression,
  ...placeholders,
  ...consistent,
  ...conditionalOperator,
  ...toGet,
  ...consumed,
};
const conditions = z.record(z.string(), legacyCondition).optional();
export const query = z.strictObject({
  ...read,
  // AWS words its limit in another way than that of a scan.
  Limit: z.number().int().optional(),
  KeyConditionExpression: expression,
  KeyConditions: conditions,
  QueryFilter: conditions,
  ScanIndexForward: z.boolean().optional(),
});
export const scan = z.strictObject({
  ...read,
  Limit: whole(1).optional(),
  ScanFilter: conditions,
  Segment: whole(0, 999_999).optional(),
  TotalSegments: whole(1, 1_000_000).optional(),
});

const keysAndAttributes = z.strictObject({
  Keys: z.array(attributes).min(1, atLeast(1)),
  ...projected,
  ...consistent,
  ...toGet,
});
export const batchGetItem = z.strictObject({
  RequestItems: z.record(z.string(), keysAndAttributes),
  ...consumed,
});

const writeRequest = z.strictObject({
  PutRequest: z.strictObject({ Item: attributes }).optional(),
  DeleteRequest: z.strictObject({ Key: attributes }).optional(),
});
export const MOST_WRITES = 25;
const within = `Map value must satisfy constraint: [${atMost(MOST_WRITES)}, ${atLeast(1)}]`;
const sizes = (requests: Readonly<Record<string, readonly unknown[]>>) =>
  Object.values(requests).every(({ length }) => length >= 1 && length <= MOST_WRITES);
export const batchWriteItem = z.strictObject({
  RequestItems: z.record(z.string(), z.array(writeRequest)).refine(sizes, { error: within }),
  ...consumed,
  ...collections,
});

const transaction = <Part extends z.ZodType>(part: Part) =>
  z.array(part).min(1, atLeast(1)).max(100, atMost(100));
const keyed = { TableName: tableName, Key: attributes };
export const transactWriteItem = z.strictObject({
  ConditionCheck: z.strictObject({ ...keyed, ...condition, ConditionExpression: z.string() }).optional(),
  Put: z.strictObject({ TableName: tableName, Item: attributes, ...condition }).optional(),
  Delete: z.strictObject({ ...keyed, ...condition }).optional(),
  Update: z.strictObject({ ...keyed, ...condition, UpdateExpression: z.string() }).optional(),
});
export const transactWriteItems = z.strictObject({
  TransactItems: transaction(transactWriteItem),
  ClientRequestToken: z.string().min(1, atLeast(1)).max(36, atMost(36)).optional(),
  ...consumed,
  ...collections,
});
export const transactGetItems = z.strictObject({
  TransactItems: transaction(z.strictObject({ Get: z.strictObject({ ...keyed, ...projected }) })),
  ...consumed,
});

export type PutItemInput = z.output<typeof putItem>;
export type DeleteItemInput = z.output<typeof deleteItem>;
export type UpdateItemInput = z.output<typeof updateItem>;
export type GetItemInput = z.output<typeof getItem>;
export type QueryInput = z.output<typeof query>;
export type ScanInput = z.output<typeof scan>;
export type TransactWriteItem = z.output<typeof transactWriteItem>;
export type BatchGetItemInput = z.output<typeof batchGetItem>;
export type BatchWriteItemInput = z.output<typeof batchWriteItem>;
export type TransactWriteItemsInput = z.output<typeof transactWriteItems>;
export type TransactGetItemsInput = z.output<typeof transactGetItems>;
