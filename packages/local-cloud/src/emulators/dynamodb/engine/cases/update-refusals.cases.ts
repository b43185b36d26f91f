import { Key, N, parameters, type Refusal, S, TableName } from "./refusal.fixture.ts";

const update = (
  expression: string,
  values: object | undefined,
  message: string,
  more: object = {},
): Refusal => ({
  what: `the update ${expression.slice(0, 60)}`,
  operation: "UpdateItem",
  input: { TableName, Key, UpdateExpression: expression, ExpressionAttributeValues: values, ...more },
  message,
});
const invalidUpdate = (expression: string, values: object | undefined, message: string) =>
  update(expression, values, `Invalid UpdateExpression: ${message}`);
export const updates: readonly Refusal[] = [
  invalidUpdate("note = :v", { ":v": S("a") }, 'Syntax error; token: "note", near: "note ="'),
  invalidUpdate(
    "SET pieces = :v SET tags = :v",
    { ":v": S("a") },
    'The "SET" section can only be used once in an update expression;',
  ),
  invalidUpdate("SET pieces = size(tags)", undefined, "Invalid function name; function: size"),
  invalidUpdate(
    "ADD note :v",
    { ":v": S("a") },
    "Incorrect operand type for operator or function; operator: ADD, operand type: STRING",
  ),
  invalidUpdate(
    "SET amount = amount + :v",
    { ":v": S("1") },
    "Incorrect operand type for operator or function; operator or function: +, operand type: S",
  ),
  invalidUpdate(
    "SET pieces[0].sku = :v, pieces = :v",
    { ":v": S("a") },
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [pieces, [0], sku], path two: [pieces]",
  ),
  update(
    "SET pk = :v",
    { ":v": S("bob") },
    `${parameters}Cannot update attribute pk. This attribute is part of the key`,
  ),
  update(
    "SET shop = :v",
    { ":v": N("1") },
    `${parameters}Type mismatch for Index Key shop Expected: S Actual: N IndexName: shops`,
  ),
  update(
    "SET pieces = price",
    undefined,
    "The provided expression refers to an attribute that does not exist in the item",
  ),
  update(
    "SET pieces = note + :v",
    { ":v": N("1") },
    "An operand in the update expression has an incorrect data type",
  ),
  update("ADD note :v", { ":v": N("1") }, "An operand in the update expression has an incorrect data type"),
  update(
    "SET note.deep = :v",
    { ":v": S("a") },
    "The document path provided in the update expression is invalid for update",
  ),
  update(
    "REMOVE price.cents",
    undefined,
    "The document path provided in the update expression is invalid for update",
  ),
  update(
    "SET note = :v",
    { ":v": S("x".repeat(409_600)) },
    "Item size to update has exceeded the maximum allowed size",
  ),
  update("SET note = :v", { ":v": S("a") }, "The conditional request failed", {
    ConditionExpression: "attribute_not_exists(pk)",
  }),
].map((refusal) =>
  refusal.message === "The conditional request failed"
    ? { ...refusal, code: "ConditionalCheckFailedException" }
    : refusal,
);
