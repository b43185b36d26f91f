import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Operation } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type {} from "../../core/shards.ts";
import { parseInput } from "../parse-input.ts";
import type { DynamoDbOperations } from "./api.ts";
import { arnOperations, createDatabaseCalls } from "./database-calls.ts";
import { startExpiry } from "./expiry.ts";
import { dynamoDbPermissions } from "./permissions.ts";
import { resourcePolicyProperties, tableItemProperties, tableProperties } from "./resources.ts";
import { type DynamoDbServer, startDynamoDb } from "./server-process.ts";
import { openStreamFile, type StreamFile } from "./stream-reader.ts";
import { createTableInput } from "./table-inputs.ts";
import type { Table } from "./tables.ts";
import { connect, type RawAnswer, streamOperations } from "./wire.ts";

/** DynamoDB, with what the gateway needs to pass requests through as they are. */
export interface DynamoDbEmulator extends Emulator {
  /**
   * Hands a request to the database without building it anew. `input` is its parsed body; `caller.causes` should be
   * the hop of the call. Never rejects for an error the database answers.
   */
  forward(
    operation: string,
    rawBody: Buffer | string,
    caller: Caller,
    input?: Record<string, unknown>,
  ): Promise<RawAnswer>;
  /** DynamoDB Streams: an API of its own in the same process. */
  readonly streams: Emulator;
}

const dataOperations = [
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "DescribeTimeToLive",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "ListTables",
  "PutItem",
  "Query",
  "Scan",
  "TransactGetItems",
  "TransactWriteItems",
  "UpdateItem",
  "UpdateTimeToLive",
] as const;
const backupsInput = z.object({ TableName: z.string() });
const pitrInput = backupsInput.extend({
  PointInTimeRecoverySpecification: z.object({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.number().optional(),
  }),
});
const provisioned = z.object({ name: z.string() });

/**
 * DynamoDB, in a child process (`startDynamoDb`, started here unless handed in). Offers `tableStreams`. Writes that come
 * through it show at the readers of the table's stream at once, with the hop that made them.
 */
export const createDynamoDbEmulator = (
  cloud: Cloud,
  started: Promise<DynamoDbServer> = startDynamoDb(),
): DynamoDbEmulator => {
  let streamFile: StreamFile | undefined;
  started.then(
    ({ folder, onRestart }) => {
      streamFile = folder === undefined ? undefined : openStreamFile(folder);
      let times = 0;
      onRestart(() => {
        times++;
        cloud.warn(
          `The DynamoDB process ended and was started again with its data${times > 1 ? `, ${times} times by now` : ""}.`,
        );
        for (const { stream } of tables.all()) stream?.signal();
      });
    },
    // Reported when it is needed: a config without tables runs without a database.
    () => undefined,
  );
  const wire = connect(started);
  const recoverable = new Map<string, { enabled: boolean; days: number }>();
  const { tables, execute, run } = createDatabaseCalls(cloud, wire, () => streamFile);
  let stopExpiry: (() => void) | undefined;

  const continuousBackups = (TableName: string) => {
    if (!tables.get(TableName)) {
      throw new AwsError("TableNotFoundException", `Table not found: ${TableName}`);
    }
    const { enabled, days } = recoverable.get(TableName) ?? { enabled: false, days: 35 };
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED" as const,
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: enabled ? ("ENABLED" as const) : ("DISABLED" as const),
          RecoveryPeriodInDays: enabled ? days : undefined,
        },
      },
    };
  };

  const recoveryOperations: DynamoDbOperations = {
    DescribeContinuousBackups: (input: unknown) =>
      continuousBackups(parseInput(backupsInput, input).TableName),
    UpdateContinuousBackups(input: unknown) {
      const { TableName, PointInTimeRecoverySpecification: pitr } = parseInput(pitrInput, input);
      const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = 35 } = pitr;
      recoverable.set(TableName, { enabled, days });
      return continuousBackups(TableName);
    },
  };

  const operationsOf = (names: readonly string[]): Record<string, Operation> =>
    Object.fromEntries(names.map((name) => [name, (input, caller) => run(name, input as object, caller)]));

  const root: Caller = { principal: { kind: "root" }, causes: [] };

  const provisionTable = async ({ inputs, outputs }: Resource): Promise<Table> => {
    const properties = tableProperties.parse(inputs);
    const { name } = provisioned.parse(outputs);
    await started;
    try {
      await run("CreateTable", createTableInput(name, properties), root);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ResourceInUseException") {
        throw new Error(`Table ${name} cannot be created: ${(error as Error).message}`, { cause: error });
      }
      throw new Error(
        `Table ${name} is already in the database at DYNAMODB_ENDPOINT; start DynamoDB Local with -inMemory and without -sharedDb.`,
        { cause: error },
      );
    }
    const { ttl, pointInTimeRecovery: pitr } = properties;
    if (ttl?.enabled && ttl.attributeName) {
      const TimeToLiveSpecification = { AttributeName: ttl.attributeName, Enabled: true };
      await run("UpdateTimeToLive", { TableName: name, TimeToLiveSpecification }, root);
    }
    if (pitr) recoverable.set(name, { enabled: pitr.enabled, days: pitr.recoveryPeriodInDays ?? 35 });
    return tables.get(name)!;
  };

  cloud.offer("tableStreams", {
    get: (arn) => {
      for (const { stream } of tables.all()) if (stream?.arn === arn) return stream;
      return undefined;
    },
  });

  const permissions = dynamoDbPermissions(cloud);
  return {
    service: "dynamodb",
    operations: {
      ...operationsOf(dataOperations),
      ...operationsOf(arnOperations),
      ...recoveryOperations,
    },
    streams: {
      service: "streams.dynamodb",
      operations: operationsOf(streamOperations),
      permissions,
    },
    permissions,
    forward: (operation, rawBody, caller, input) =>
      execute(operation, rawBody, input ?? JSON.parse(rawBody.toString()), caller),
    provision: {
      "aws:dynamodb/table:Table": provisionTable,
      "aws:dynamodb/tableItem:TableItem": ({ inputs }) => {
        const { tableName, item } = tableItemProperties.parse(inputs);
        return run("PutItem", { TableName: tableName, Item: JSON.parse(item) }, root);
      },
      "aws:dynamodb/resourcePolicy:ResourcePolicy": ({ inputs }) => {
        const { resourceArn, policy } = resourcePolicyProperties.parse(inputs);
        cloud.resourcePolicies.attach(resourceArn, policy);
      },
    },
    start() {
      stopExpiry = startExpiry(cloud, tables, run);
      started.then(({ died }) => died.then((what) => cloud.warn(what))).catch(() => undefined);
    },
    async stop() {
      stopExpiry?.();
      for (const { stream } of tables.all()) stream?.close();
      streamFile?.close();
      await wire.close();
      await started.then(
        (server) => server.stop(),
        () => undefined,
      );
    },
  };
};
