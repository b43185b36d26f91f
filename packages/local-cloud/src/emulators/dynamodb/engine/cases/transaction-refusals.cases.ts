import { Key, N, type Refusal, S, TableName } from "./refusal.fixture.ts";

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
