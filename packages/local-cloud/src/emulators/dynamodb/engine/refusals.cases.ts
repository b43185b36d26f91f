/** An operation, what it is asked for, and what DynamoDB says; after `order` is in the table. */
export interface Refusal {
  readonly what: string;
  readonly operation: string;
  readonly input: object;
  readonly code?: string;
  readonly message: string;
}

const S = (text: string) => ({ S: text });
const N = (number: string) => ({ N: number });
export const order = {
  pk: S("ann"),
  sk: N("1"),
  shop: S("s-1"),
  amount: N("12.5"),
  note: S("ring"),
  pieces: { L: [{ M: { sku: S("bun"), quantity: N("2") } }] },
  tags: { SS: ["new"] },
};
const TableName = "orders";
const Key = { pk: order.pk, sk: order.sk };
const parameters = "One or more parameter values were invalid: ";
const names = { "#n": "note" };

const put = (what: string, item: object, message: string): Refusal => ({
  what,
  operation: "PutItem",
  input: { TableName, Item: { ...order, ...item } },
  message,
});
const condition = (expression: string, values: object | undefined, message: string): Refusal => ({
  what: `the condition ${expression.slice(0, 60)}`,
  operation: "PutItem",
  input: { TableName, Item: order, ConditionExpression: expression, ExpressionAttributeValues: values },
  message: `Invalid ConditionExpression: ${message}`,
});
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
    input: { TableName, Key, UpdateExpression: "REMOVE pieces", ExpressionAttributeNames: names },
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
    input: { TableName, Item: order, ExpressionAttributeNames: names },
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

const cancelled = (reasons: string) =>
  `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}]`;
const Put = { TableName, Item: { pk: S("bob"), sk: N("1") } };

export const transactions: readonly Refusal[] = [
  {
    what: "a condition that does not hold",
    operation: "TransactWriteItems",
    input: {
      TransactItems: [
        { Put },
        { Delete: { TableName, Key, ConditionExpression: "attribute_not_exists(pk)" } },
      ],
    },
    code: "TransactionCanceledException",
    message: cancelled("None, ConditionalCheckFailed"),
  },
  {
    what: "an item that is none",
    operation: "TransactWriteItems",
    input: { TransactItems: [{ Put }, { Put: { TableName, Item: { pk: S("bob") } } }] },
    code: "TransactionCanceledException",
    message: cancelled("None, ValidationError"),
  },
  {
    what: "two actions on one item",
    operation: "TransactWriteItems",
    input: { TransactItems: [{ Put }, { Delete: { TableName, Key: Put.Item } }] },
    message: "Transaction request cannot include multiple operations on one item",
  },
  {
    what: "two actions in one",
    operation: "TransactWriteItems",
    input: { TransactItems: [{ Put, Delete: { TableName, Key } }] },
    message: "TransactItems can only contain one of Check, Put, Update or Delete",
  },
  {
    what: "no actions",
    operation: "TransactWriteItems",
    input: { TransactItems: [] },
    message:
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  },
  {
    what: "more than 4 MB",
    operation: "TransactWriteItems",
    input: {
      TransactItems: Array.from({ length: 11 }, (_, n) => ({
        Put: { TableName, Item: { pk: S("bob"), sk: N(String(n)), note: S("x".repeat(400_000)) } },
      })),
    },
    message: "Transaction request exceeds the maximum size of 4 MB",
  },
  {
    what: "a duplicate by PartiQL",
    operation: "ExecuteStatement",
    input: { Statement: `INSERT INTO "orders" VALUE {'pk': 'ann', 'sk': 1}` },
    code: "DuplicateItemException",
    message: "Duplicate primary key exists in table",
  },
  {
    what: "a statement without a whole key",
    operation: "ExecuteStatement",
    input: { Statement: "DELETE FROM orders WHERE pk = 'ann'" },
    message: "Where clause does not contain a mandatory equality on all key attributes",
  },
  {
    what: "no statement",
    operation: "ExecuteStatement",
    input: { Statement: "SELEKT * FROM orders" },
    message: "Statement wasn't well formed, can't be processed: Unexpected token SELEKT",
  },
];
