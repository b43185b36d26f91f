import { Key, N, order, type Refusal, S, TableName } from "./refusal.fixture.ts";

const condition = (expression: string, values: object | undefined, message: string): Refusal => ({
  what: `the condition ${expression.slice(0, 60)}`,
  operation: "PutItem",
  input: { TableName, Item: order, ConditionExpression: expression, ExpressionAttributeValues: values },
  message: `Invalid ConditionExpression: ${message}`,
});
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
export const expressions: readonly Refusal[] = [
  condition("", undefined, "The expression can not be empty;"),
  condition("note", undefined, 'Syntax error; token: "<EOF>", near: "note"'),
  condition("note = = :v", { ":v": S("a") }, 'Syntax error; token: "=", near: "= = :v"'),
  condition("((note = :v))", { ":v": S("a") }, "The expression has redundant parentheses;"),
  condition(
    "status = :v",
    { ":v": S("a") },
    "Attribute name is a reserved keyword; reserved keyword: status",
  ),
  condition("starts(note, :v)", { ":v": S("a") }, "Invalid function name; function: starts"),
  condition(
    "size(note)",
    undefined,
    "The function is not allowed to be used this way in an expression; function: size",
  ),
  condition(
    "attribute_exists(note, pk)",
    undefined,
    "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
  ),
  condition(
    "attribute_exists(:v)",
    { ":v": S("a") },
    "Operator or function requires a document path; operator or function: attribute_exists",
  ),
  condition(
    "#n = :v",
    { ":v": S("a") },
    "An expression attribute name used in the document path is not defined; attribute name: #n",
  ),
  condition(
    "note = :w",
    { ":v": S("a") },
    "An expression attribute value used in expression is not defined; attribute value: :w",
  ),
  condition(
    "begins_with(note, :v)",
    { ":v": N("1") },
    "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
  ),
  condition(
    "attribute_type(note, :v)",
    { ":v": S("TEXT") },
    "Invalid attribute type name found; type: TEXT, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
  ),
  condition(
    "note = note",
    undefined,
    "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [note]",
  ),
  condition(
    "amount BETWEEN :a AND :b",
    { ":a": N("2"), ":b": N("1") },
    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
  ),
  condition(
    "amount BETWEEN :a AND :b",
    { ":a": N("2"), ":b": S("1") },
    "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:1}",
  ),
  condition(
    "note < :v",
    { ":v": { BOOL: true } },
    "Incorrect operand type for operator or function; operator: <, operand type: BOOL",
  ),
  condition(
    `note = :v${" OR note = :v".repeat(150)} OR note = :v`,
    { ":v": S("a") },
    "The expression contains too many operators; operator count: 301",
  ),
  condition(
    `note = :v${" ".repeat(4090)}`,
    { ":v": S("a") },
    "Expression size has exceeded the maximum allowed size; expression size: 4099",
  ),
  condition(
    `${"(".repeat(2000)}note = :v`,
    { ":v": S("a") },
    "The expression is nested too deeply; nesting levels: 301",
  ),
  {
    what: "a placeholder that nobody uses",
    operation: "UpdateItem",
    input: { TableName, Key, UpdateExpression: "REMOVE pieces", ExpressionAttributeNames: { "#n": "note" } },
    message: "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}",
  },
  {
    what: "a value that nobody uses",
    operation: "UpdateItem",
    input: { TableName, Key, UpdateExpression: "REMOVE pieces", ExpressionAttributeValues: { ":v": S("a") } },
    message: "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
  },
  {
    what: "placeholders without an expression",
    operation: "PutItem",
    input: { TableName, Item: order, ExpressionAttributeNames: { "#n": "note" } },
    message: "ExpressionAttributeNames can only be specified when using expressions",
  },
  {
    what: "both forms of a condition",
    operation: "PutItem",
    input: {
      TableName,
      Item: order,
      ConditionExpression: "attribute_exists(pk)",
      Expected: { pk: { Exists: false } },
    },
    message:
      "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
  },
  {
    what: "paths of which one is in the other",
    operation: "GetItem",
    input: { TableName, Key, ProjectionExpression: "pieces, pieces[0]" },
    message:
      "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [pieces], path two: [pieces, [0]]",
  },
];
