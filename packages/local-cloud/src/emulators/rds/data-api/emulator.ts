import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, Cloud, Emulator } from "../../../core/cloud.ts";
import { at, parsed, text } from "../../../core/values.ts";
import { parseInput } from "../../parse-input.ts";
import type { DataOperations } from "../api.ts";
import type { Databases } from "../databases.ts";
import type { Session } from "../postgres/database.ts";
import { PostgresError } from "../postgres/error.ts";
import { signIn } from "../postgres/sign-in.ts";
import { type Result, resultIn, simpleQuery, statement } from "../postgres/statement.ts";
import { asJson, fieldOf } from "./fields.ts";
import {
  batchExecuteStatement,
  beginTransaction,
  endTransaction,
  executeStatement,
  type SqlParameter,
} from "./inputs.ts";
import { elementsOf, metadataOf } from "./metadata.ts";
import { numbered } from "./named-parameters.ts";
import { valuesOf } from "./parameters.ts";
import { createTransactions } from "./transactions.ts";

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.limitations.html */
const MAX_ANSWER_BYTES = 1024 * 1024;

const badRequest = (why: string) => new AwsError("BadRequestException", why);

/** As JDBC, which the service speaks to a database with, has it. */
const asDatabaseError = (error: unknown): unknown => {
  if (!(error instanceof PostgresError)) return error;
  const { message, hint, position, sqlState } = error;
  const lines = [`ERROR: ${message}`, hint && `  Hint: ${hint}`, position && `  Position: ${position}`];
  return new AwsError(
    "DatabaseErrorException",
    `${lines.filter(Boolean).join("\n")}; SQLState: ${sqlState}`,
    {
      cause: error,
    },
  );
};

interface Target {
  readonly resourceArn: string;
  readonly secretArn: string;
  readonly database?: string;
  readonly transactionId?: string;
}

/** The Data API of Aurora clusters: SQL over HTTP, with the user that a secret names. */
export const createDataApi = (cloud: Cloud, databases: Databases): Emulator => {
  const transactions = createTransactions(cloud.clock);

  const clusterOf = ({ resourceArn, database }: Target) => {
    const cluster = databases.find(resourceArn);
    if (!cluster)
      throw badRequest(`HttpEndpoint is not enabled for resource ${resourceArn}: nothing declares it.`);
    if (!cluster.hasDataApi)
      throw badRequest(`HttpEndpoint is not enabled for resource ${resourceArn}. Set \`dataApi: true\`.`);
    if (database !== undefined && database !== cluster.name)
      throw new AwsError(
        "DatabaseErrorException",
        `FATAL: database "${database}" does not exist; SQLState: 3D000`,
      );
    return cluster;
  };

  const open = async (target: Target, caller: Caller): Promise<Session> => {
    const { database } = clusterOf(target);
    const { SecretString } = await cloud.call(
      "secretsmanager",
      "GetSecretValue",
      { SecretId: target.secretArn },
      caller,
    );
    const { username, password } = parsed(SecretString) ?? {};
    if (typeof username !== "string" || typeof password !== "string")
      throw badRequest(`The secret ${target.secretArn} has no "username" and "password".`);
    await signIn(database, username, password);
    return database.session({ user: username });
  };

  /** Runs `work` in the transaction that is named, or else in a session for this call. */
  const within = async <T>(
    target: Target,
    caller: Caller,
    work: (session: Session) => Promise<T>,
  ): Promise<T> => {
    try {
      if (target.transactionId !== undefined) {
        clusterOf(target);
        return await work(transactions.get(target.transactionId, target.resourceArn));
      }
      const session = await open(target, caller);
      try {
        return await work(session);
      } finally {
        await session.end();
      }
    } catch (error) {
      throw asDatabaseError(error);
    }
  };

  const ask = (session: Session) => async (sql: string) => resultIn(await session.exec(simpleQuery(sql)));
  const run = async (session: Session, sql: string, given: readonly SqlParameter[]): Promise<Result> => {
    const { text: numberedSql, names } = numbered(sql);
    return resultIn(await session.exec(statement(numberedSql, valuesOf(names, given))));
  };

  const end =
    (sql: string, transactionStatus: string) =>
    async (input: unknown): Promise<{ transactionStatus: string }> => {
      const { transactionId, resourceArn } = parseInput(endTransaction, input);
      const session = transactions.take(transactionId, resourceArn);
      try {
        await ask(session)(sql);
        return { transactionStatus };
      } catch (error) {
        throw asDatabaseError(error);
      } finally {
        await session.end();
      }
    };

  return {
    service: "rds-data",
    operations: {
      ExecuteStatement(input, caller) {
        const { sql, parameters, includeResultMetadata, formatRecordsAs, resultSetOptions, ...target } =
          parseInput(executeStatement, input);
        return within(target, caller, async (session) => {
          const result = await run(session, sql, parameters);
          const { columns, rows, written } = result;
          if (columns.length === 0) return { generatedFields: [], numberOfRecordsUpdated: written };
          if (formatRecordsAs === "JSON")
            return small({ numberOfRecordsUpdated: 0, formattedRecords: asJson(result, resultSetOptions) });
          const elements = await elementsOf(columns, ask(session));
          return small({
            numberOfRecordsUpdated: 0,
            records: rows.map((row) =>
              row.map((value, index) => fieldOf(value, columns[index]!, elements, resultSetOptions)),
            ),
            ...(includeResultMetadata && { columnMetadata: await metadataOf(columns, ask(session)) }),
          });
        });
      },
      BatchExecuteStatement(input, caller) {
        const { sql, parameterSets, ...target } = parseInput(batchExecuteStatement, input);
        return within(target, caller, async (session) => {
          const own = target.transactionId === undefined;
          if (own) await ask(session)("BEGIN");
          for (const set of parameterSets) await run(session, sql, set);
          if (own) await ask(session)("COMMIT");
          return { updateResults: parameterSets.map(() => ({ generatedFields: [] })) };
        });
      },
      async BeginTransaction(input, caller) {
        const target = parseInput(beginTransaction, input);
        try {
          const session = await open(target, caller);
          await ask(session)("BEGIN");
          return { transactionId: transactions.add(session, target.resourceArn) };
        } catch (error) {
          throw asDatabaseError(error);
        }
      },
      CommitTransaction: end("COMMIT", "Transaction Committed"),
      RollbackTransaction: end("ROLLBACK", "Rollback Complete"),
    } satisfies DataOperations,
    recorded: (_, input) => ({ resource: clusterIn(input), input }),
    permissions: (operation, input) => [{ action: `rds-data:${operation}`, resource: clusterIn(input) }],
  };
};

const clusterIn = (input: unknown): string => text(at(input, "resourceArn")) || "*";

const small = <T extends object>(answer: T): T => {
  if (JSON.stringify(answer).length > MAX_ANSWER_BYTES)
    throw badRequest("Database returned more than the allowed response size limit");
  return answer;
};
