import { Key, order, type Refusal, S, TableName } from "./refusal.fixture.ts";

const values = { ":v": S("a") };
const belowKey = (operation: string, what: string, input: object, key: string): Refusal => ({
  what: `${what} below an attribute of a key`,
  operation,
  input: { TableName, ...input },
  message: `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${key}`,
});
const query = { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("ann"), ...values } };

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html
export const keyPaths: readonly Refusal[] = [
  belowKey("GetItem", "a projection", { Key, ProjectionExpression: "note, pk.a" }, "Key: pk"),
  belowKey("GetItem", "a projection", { Key, ProjectionExpression: "shop[0]" }, "IndexKey: shop"),
  belowKey(
    "Scan",
    "a filter",
    { FilterExpression: "sk.a = :v", ExpressionAttributeValues: values },
    "Key: sk",
  ),
  belowKey("Query", "a filter", { ...query, FilterExpression: "shop.a = :v" }, "IndexKey: shop"),
  belowKey(
    "PutItem",
    "a condition",
    { Item: order, ConditionExpression: "attribute_not_exists(pk.a)" },
    "Key: pk",
  ),
  belowKey(
    "DeleteItem",
    "a condition",
    { Key, ConditionExpression: "attribute_exists(amount.a)" },
    "IndexKey: amount",
  ),
  belowKey(
    "UpdateItem",
    "an update",
    { Key, UpdateExpression: "SET shop.a = :v", ExpressionAttributeValues: values },
    "IndexKey: shop",
  ),
  belowKey("UpdateItem", "an update", { Key, UpdateExpression: "SET note = pk.a" }, "Key: pk"),
];
