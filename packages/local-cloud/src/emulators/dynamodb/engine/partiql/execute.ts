import { AwsError } from "../../../../core/aws-error.ts";
import { type ConsumedCapacity, readUnits } from "../capacity.ts";
import type { Core, Origin } from "../core.ts";
import { invalid } from "../errors.ts";
import type { Condition } from "../expressions/conditions.ts";
import { storedKey } from "../keys.ts";
import { deletePlan, type Planned, putPlan, updatePlan } from "../operations/plans.ts";
import { createTokens, describeTwice, type Part, runTransaction } from "../operations/transactions.ts";
import { updated, writeOne } from "../operations/writes.ts";
import { type AttributeValue, type Item, parseValue } from "../values.ts";
import { keyAndRest } from "./keys.ts";
import type {
  BatchExecuteStatementInput,
  ExecuteStatementInput,
  ExecuteTransactionInput,
} from "./requests.ts";
import { createColumns, select } from "./select.ts";
import { parseStatement, type Select, type Statement } from "./statements.ts";

type Written = Exclude<Statement, Select>;

const DUPLICATE = "Duplicate primary key exists in table";

const exists = (name: string, isThere: boolean): Condition<AttributeValue> => ({
  kind: "function",
  name: isThere ? "attribute_exists" : "attribute_not_exists",
  operands: [{ kind: "path", path: [name] }],
});

const planOf = (core: Core, statement: Written): Planned => {
  const { key: schema } = core.table(statement.table);
  const { name } = schema.hash[0]!;
  if (statement.verb === "INSERT") return putPlan(statement.item, exists(name, false));
  const { key, rest } = keyAndRest(schema, statement.where);
  if (statement.verb === "DELETE")
    return deletePlan(key, rest && { kind: "or", conditions: [exists(name, false), rest] });
  return updatePlan(key, statement.actions, {
    kind: "and",
    conditions: [exists(name, true), ...(rest ? [rest] : [])],
  });
};

type Single = Pick<ExecuteStatementInput, "ReturnConsumedCapacity" | "ReturnValuesOnConditionCheckFailure">;

const write = (core: Core, origin: Origin, statement: Written, input: Single) => {
  const plan = planOf(core, statement);
  const actions = statement.verb === "UPDATE" ? statement.actions : [];
  const returning = statement.verb === "INSERT" ? undefined : statement.returning;
  try {
    const single = { ...input, TableName: statement.table };
    const { Attributes, ConsumedCapacity } = writeOne(
      core,
      origin,
      single,
      plan,
      updated(returning, actions),
    );
    return { Items: Attributes ? [Attributes] : [], ...(ConsumedCapacity && { ConsumedCapacity }) };
  } catch (error) {
    if (statement.verb === "INSERT" && (error as AwsError).code === "ConditionalCheckFailedException")
      throw new AwsError("DuplicateItemException", DUPLICATE);
    throw error;
  }
};

const parse = ({
  Statement: text,
  Parameters = [],
}: Pick<ExecuteStatementInput, "Statement" | "Parameters">) =>
  parseStatement(text, Parameters.map(parseValue));

type Answer = {
  readonly Items: readonly Item[];
  readonly ConsumedCapacity?: ConsumedCapacity;
};

export const executeStatement = (core: Core, origin: Origin, input: ExecuteStatementInput): Answer => {
  const statement = parse(input);
  if (statement.verb !== "SELECT") return write(core, origin, statement, input);
  if (statement.isCheck) throw invalid("EXISTS can only be used in a transaction");
  return select(core, statement, input);
};

const CODES: Readonly<Record<string, string>> = { ValidationException: "ValidationError" };

/** Statements that are run each by itself: one that fails answers with why. */
export const batchExecuteStatement = (core: Core, origin: Origin, input: BatchExecuteStatementInput) => {
  const { ReturnConsumedCapacity } = input;
  const consumed: ConsumedCapacity[] = [];
  const Responses = input.Statements.map((each) => {
    try {
      const statement = parse(each);
      if (statement.verb === "SELECT") keyAndRest(core.table(statement.table).key, statement.where);
      const { Items, ConsumedCapacity } = executeStatement(core, origin, { ...each, ReturnConsumedCapacity });
      if (ConsumedCapacity) consumed.push(ConsumedCapacity);
      return { TableName: statement.table, ...(Items[0] && { Item: Items[0] }) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = CODES[error.code] ?? error.code.replace(/Exception$/, "");
      return { Error: { Code, Message: error.message, ...error.fields } };
    }
  });
  return { Responses, ...(consumed.length > 0 && { ConsumedCapacity: consumed }) };
};

type Transaction = ExecuteTransactionInput["TransactStatements"];

const readAll = (
  core: Core,
  statements: readonly Select[],
  asked: ExecuteTransactionInput["ReturnConsumedCapacity"],
) => {
  const found = statements.map(({ table: name, where, paths }) => {
    const table = core.table(name);
    const { key } = keyAndRest(table.key, where);
    const stored = table.items.get(storedKey(table.key, key));
    const consumed = { table, units: readUnits(stored?.size ?? 0, true), indexes: {} };
    return { consumed, response: stored ? { Item: createColumns(paths)(stored.item) } : {} };
  });
  const ConsumedCapacity = describeTwice(
    asked,
    found.map(({ consumed }) => consumed),
    "Read",
  );
  return {
    Responses: found.map(({ response }) => response),
    ...(ConsumedCapacity.length > 0 && { ConsumedCapacity }),
  };
};

const partOf = (
  core: Core,
  statement: Statement,
  { ReturnValuesOnConditionCheckFailure }: Transaction[number],
): Part => {
  const returnsOld = ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  if (statement.verb !== "SELECT") {
    const failure = statement.verb === "INSERT" ? { Code: "DuplicateItem", Message: DUPLICATE } : undefined;
    return { tableName: statement.table, plan: planOf(core, statement), returnsOld, failure };
  }
  const { key: schema } = core.table(statement.table);
  const { key, rest } = keyAndRest(schema, statement.where);
  const condition = {
    kind: "and" as const,
    conditions: [exists(schema.hash[0]!.name, true), ...(rest ? [rest] : [])],
  };
  return {
    tableName: statement.table,
    plan: { ...deletePlan(key, condition), outcome: (old) => old },
    returnsOld,
  };
};

export const createExecuteTransaction = () => {
  const tokens = createTokens();
  return (core: Core, origin: Origin, input: ExecuteTransactionInput) => {
    const statements = input.TransactStatements.map(parse);
    const selects = statements.filter((statement) => statement.verb === "SELECT");
    const reads = selects.filter(({ isCheck }) => !isCheck);
    if (reads.length === statements.length) return readAll(core, reads, input.ReturnConsumedCapacity);
    if (reads.length > 0)
      throw invalid("Transaction request cannot mix statements that read with statements that write");
    return tokens(core, input.ClientRequestToken, input.TransactStatements, () => {
      const parts = statements.map((statement, place) =>
        partOf(core, statement, input.TransactStatements[place]!),
      );
      const results = runTransaction(core, origin, parts);
      const ConsumedCapacity = describeTwice(
        input.ReturnConsumedCapacity,
        results.map(({ written }) => written),
        "Write",
      );
      return {
        Responses: results.map(() => ({})),
        ...(ConsumedCapacity.length > 0 && { ConsumedCapacity }),
      };
    });
  };
};
