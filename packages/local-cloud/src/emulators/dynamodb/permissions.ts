import { isArn } from "../../core/arn.ts";
import type { Account } from "../../core/resource-type.ts";
import { streamOfIterator } from "./engine/operations/streams.ts";
import { tableArn } from "./resources.ts";

interface Permission {
  readonly action: string;
  readonly resource: string;
}
type Input = Record<string, unknown>;

const transactActions = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
} as const;

const PARTIQL = /^\s*(SELECT|INSERT|UPDATE|DELETE)\b(?:.*?\bFROM|\s+INTO)?\s+"?([A-Za-z0-9_.-]+)"?/is;

// The input may be anything: the database refuses it after the permissions were asked for.
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const record = (value: unknown): Input =>
  typeof value === "object" && value !== null ? (value as Input) : {};
const records = (value: unknown): Input[] => (Array.isArray(value) ? value.map(record) : []);

const partiql = (statement: unknown): { action: string; table: string } | undefined => {
  const [, verb, table] = PARTIQL.exec(text(statement)) ?? [];
  if (!verb || !table) return undefined;
  const action = `PartiQL${verb[0]!.toUpperCase()}${verb.slice(1).toLowerCase()}`;
  return { action, table: table.split(".")[0]! };
};

const unique = (permissions: Permission[]) => [
  ...new Map(
    permissions.map((permission) => [`${permission.action} ${permission.resource}`, permission]),
  ).values(),
];

/**
 * Actions and resources an operation needs. Transactions need the action of each of their parts, on its table:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export const dynamoDbPermissions =
  (account: Account) =>
  (operation: string, rawInput: unknown): readonly Permission[] => {
    const input = record(rawInput);
    const toArn = (table: unknown) => (isArn(text(table)) ? text(table) : tableArn(text(table), account));
    const on = (action: string, table: unknown) => ({ action: `dynamodb:${action}`, resource: toArn(table) });
    const statements = (list: unknown) =>
      unique(
        records(list).flatMap(({ Statement }) => {
          const found = partiql(Statement);
          return found ? [on(found.action, found.table)] : [];
        }),
      );

    switch (operation) {
      case "BatchGetItem":
      case "BatchWriteItem":
        return Object.keys(record(input.RequestItems)).map((table) => on(operation, table));
      case "TransactGetItems":
      case "TransactWriteItems":
        return unique(
          records(input.TransactItems).flatMap((item) =>
            Object.entries(transactActions).flatMap(([part, action]) =>
              item[part] ? [on(action, record(item[part]).TableName)] : [],
            ),
          ),
        );
      case "ExecuteStatement":
        return statements([input]);
      case "BatchExecuteStatement":
        return statements(input.Statements);
      case "ExecuteTransaction":
        return statements(input.TransactStatements);
      case "ListTables":
      case "DescribeLimits":
        return [{ action: `dynamodb:${operation}`, resource: "*" }];
      case "ListStreams":
        return [{ action: "dynamodb:ListStreams", resource: input.TableName ? toArn(input.TableName) : "*" }];
      case "DescribeStream":
      case "GetShardIterator":
        return [{ action: `dynamodb:${operation}`, resource: text(input.StreamArn) }];
      case "GetRecords":
        return [
          { action: "dynamodb:GetRecords", resource: streamOfIterator(text(input.ShardIterator)) ?? "*" },
        ];
      case "TagResource":
      case "UntagResource":
      case "ListTagsOfResource":
        return [on(operation, input.ResourceArn)];
      default: {
        const { action, resource } = on(operation, input.TableName);
        return [
          { action, resource: input.IndexName ? `${resource}/index/${text(input.IndexName)}` : resource },
        ];
      }
    }
  };
