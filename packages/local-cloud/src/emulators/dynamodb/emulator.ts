import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Operation } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { startExpiry } from "./expiry.ts";
import type { PendingWrite } from "./pending-writes.ts";
import { dynamoDbPermissions } from "./permissions.ts";
import { tableItemProperties, tableProperties } from "./resources.ts";
import { type DynamoDbServer, startDynamoDb } from "./server-process.ts";
import { databaseRecord, toStreamRecord } from "./stream-records.ts";
import { createTableInput } from "./table-inputs.ts";
import type { StreamListener, TableStream } from "./table-stream.ts";
import { createTables, type Table } from "./tables.ts";
import { connect, type RawAnswer, streamOperations, toAwsError } from "./wire.ts";
import { itemKey, writesOf } from "./writes.ts";

/** Streams of tables, for pollers in the local cloud. */
export interface Streams {
  /** Calls `listener` with the records in order; throws when there is no such stream. Returns how to stop. */
  subscribe(streamArn: string, position: "TRIM_HORIZON" | "LATEST", listener: StreamListener): () => void;
}

declare module "../../core/cloud.ts" {
  interface Shared {
    streams: Streams;
  }
}

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
/** Operations with ARNs in their input or output, which are the database's own and not those of the config. */
const arnOperations = [
  "CreateTable",
  "DeleteTable",
  "DescribeTable",
  "ListTagsOfResource",
  "TagResource",
  "UntagResource",
  "UpdateTable",
  ...streamOperations,
] as const;
const hasArns = new Set<string>(arnOperations);

const described = z.object({ TableDescription: z.unknown(), Table: z.unknown() }).partial();
const recordsAnswer = z.looseObject({ Records: z.array(databaseRecord) });
const ttlInput = z.object({
  TableName: z.string(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }),
});
const pitrInput = z.object({
  TableName: z.string(),
  PointInTimeRecoverySpecification: z.object({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.number().optional(),
  }),
});
const provisioned = z.object({ name: z.string() });

const serialize = (input: object) =>
  JSON.stringify(input, function (key, value) {
    const raw = (this as Record<string, unknown>)[key];
    return raw instanceof Uint8Array ? Buffer.from(raw).toString("base64") : value;
  });

/** Tables may be named by their ARN; the database knows names only. Returns `input` itself when there is none. */
const withTableNames = (input: Record<string, unknown>): Record<string, unknown> => {
  const nameOf = (table: string) => table.slice(table.lastIndexOf("/") + 1);
  if (typeof input.TableName === "string") {
    return input.TableName.startsWith("arn:") ? { ...input, TableName: nameOf(input.TableName) } : input;
  }
  if (input.RequestItems && Object.keys(input.RequestItems).some((table) => table.startsWith("arn:"))) {
    const items = Object.entries(input.RequestItems).map(([table, value]) => [nameOf(table), value]);
    return { ...input, RequestItems: Object.fromEntries(items) };
  }
  if (Array.isArray(input.TransactItems)) {
    const items = input.TransactItems as Record<string, { TableName?: string }>[];
    const byArn = items.some((item) =>
      Object.values(item).some(({ TableName }) => TableName?.startsWith("arn:")),
    );
    if (!byArn) return input;
    const named = items.map((item) =>
      Object.fromEntries(
        Object.entries(item).map(([part, value]) => [
          part,
          { ...value, TableName: nameOf(value.TableName ?? "") },
        ]),
      ),
    );
    return { ...input, TransactItems: named };
  }
  return input;
};

/**
 * DynamoDB, in a child process (`startDynamoDb`, started here unless handed in). Offers `streams`. Writes that come
 * through it show at the readers of the table's stream at once, with the hop that made them.
 */
export const createDynamoDbEmulator = (
  cloud: Cloud,
  started: Promise<DynamoDbServer> = startDynamoDb(),
): DynamoDbEmulator => {
  // Reported when it is needed: a config without tables runs without a database.
  started.catch(() => undefined);
  const wire = connect(started);
  const recoverable = new Map<string, { enabled: boolean; days: number }>();
  let stopExpiry: (() => void) | undefined;

  const callDatabase = async (operation: string, input: object): Promise<unknown> => {
    const answer = await wire.send(operation, JSON.stringify(input));
    const parsed = JSON.parse(answer.body.toString());
    if (answer.status >= 400) throw toAwsError(answer.status, parsed);
    return parsed;
  };
  const tables = createTables(cloud, callDatabase);

  /** Remembers the writes of a request to tables whose stream somebody reads. */
  const beginWrites = (operation: string, input: object, caller: Caller, expiry: boolean) => {
    const writes = writesOf(operation, input);
    if (!writes) return undefined;
    if (writes === "unknown") {
      const streams = [...tables.all()].flatMap(({ stream }) => (stream ? [stream] : []));
      return { streams: new Set(streams), pending: [] };
    }
    const streams = new Set<TableStream>();
    const pending: [TableStream, PendingWrite][] = [];
    for (const { table: name, attributes } of writes) {
      const table = tables.get(name);
      if (!table?.stream?.active) continue;
      streams.add(table.stream);
      const key = itemKey(table.keyNames, attributes);
      pending.push([table.stream, table.stream.writes.begin(key, caller.causes, expiry)]);
    }
    return { streams, pending };
  };

  const takeNote = (operation: string, input: Record<string, unknown>, answer: RawAnswer) => {
    if (operation === "CreateTable" || operation === "UpdateTable") {
      tables.learn(described.parse(JSON.parse(answer.body.toString())).TableDescription);
    } else if (operation === "DeleteTable") tables.forget(String(input.TableName));
    else if (operation === "UpdateTimeToLive") {
      const { TableName, TimeToLiveSpecification: ttl } = ttlInput.parse(input);
      const table = tables.get(TableName);
      if (table && ttl.Enabled) table.ttlAttribute = ttl.AttributeName;
      else delete table?.ttlAttribute;
    }
  };

  /** GetRecords answers with ids, regions and records AWS would not have. */
  const completeRecords = (body: string, iterator: unknown) => {
    const answer = recordsAnswer.parse(JSON.parse(body));
    const decoded = Buffer.from(String(iterator), "base64").toString();
    const name = /"table_name":"([^"]+)"/.exec(decoded)?.[1] ?? /table\/([^/|]+)/.exec(String(iterator))?.[1];
    const arn = tables.get(name ?? "")?.stream?.arn ?? "";
    const Records = answer.Records.map((record) => {
      const { eventSourceARN: _, ...complete } = toStreamRecord(
        record,
        { arn, region: cloud.region },
        cloud.clock.now(),
        false,
      );
      return complete;
    });
    return JSON.stringify({ ...answer, Records });
  };

  const execute = async (
    operation: string,
    rawBody: Buffer | string,
    input: Record<string, unknown>,
    caller: Caller,
    expiry = false,
  ): Promise<RawAnswer> => {
    const named = withTableNames(input);
    let body = named === input ? rawBody : serialize(named);
    if (hasArns.has(operation)) body = tables.toDatabase(body.toString());
    const noted = beginWrites(operation, named, caller, expiry);
    const settle = (succeeded: boolean) => {
      for (const [stream, write] of noted?.pending ?? []) {
        if (succeeded) stream.writes.settle(write);
        else stream.writes.forget(write);
      }
      if (succeeded) for (const stream of noted?.streams ?? []) stream.signal();
    };
    let answer: RawAnswer;
    try {
      answer = await wire.send(operation, body);
    } catch (cause) {
      settle(false);
      throw new AwsError("InternalServerError", `DynamoDB cannot be reached: ${(cause as Error).message}`, {
        status: 500,
        cause,
      });
    }
    settle(answer.status < 300);
    if (answer.status >= 300) return answer;
    takeNote(operation, named, answer);
    if (!hasArns.has(operation)) return answer;
    const text = tables.fromDatabase(answer.body.toString());
    const complete = operation === "GetRecords" ? completeRecords(text, input.ShardIterator) : text;
    const { "x-amz-crc32": _, ...headers } = answer.headers;
    return { ...answer, headers, body: Buffer.from(complete) };
  };

  const run = async (operation: string, input: object, caller: Caller, expiry?: boolean) => {
    const answer = await execute(
      operation,
      serialize(input),
      input as Record<string, unknown>,
      caller,
      expiry,
    );
    const parsed = JSON.parse(answer.body.toString());
    if (answer.status >= 400) throw toAwsError(answer.status, parsed);
    return parsed;
  };

  const continuousBackups = (TableName: string) => {
    if (!tables.get(TableName)) {
      throw new AwsError("TableNotFoundException", `Table not found: ${TableName}`);
    }
    const { enabled, days } = recoverable.get(TableName) ?? { enabled: false, days: 35 };
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: enabled ? "ENABLED" : "DISABLED",
          ...(enabled && { RecoveryPeriodInDays: days }),
        },
      },
    };
  };

  const recoveryOperations: Record<string, Operation> = {
    DescribeContinuousBackups: ({ TableName }: { TableName: string }) => continuousBackups(TableName),
    UpdateContinuousBackups(input: unknown) {
      const { TableName, PointInTimeRecoverySpecification: pitr } = pitrInput.parse(input);
      const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = 35 } = pitr;
      recoverable.set(TableName, { enabled, days });
      return continuousBackups(TableName);
    },
  };

  const operationsOf = (names: readonly string[]): Record<string, Operation> =>
    Object.fromEntries(names.map((name) => [name, (input, caller) => run(name, input, caller)]));

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

  const provision: Record<string, (resource: Resource) => Promise<unknown>> = {
    "aws:dynamodb/table:Table": provisionTable,
    "aws:dynamodb/tableItem:TableItem": ({ inputs }) => {
      const { tableName, item } = tableItemProperties.parse(inputs);
      return run("PutItem", { TableName: tableName, Item: JSON.parse(item) }, root);
    },
  };

  cloud.offer("streams", {
    subscribe(streamArn, position, listener) {
      for (const { stream } of tables.all()) {
        if (stream?.arn === streamArn) return stream.subscribe(position, listener);
      }
      throw new AwsError("ResourceNotFoundException", `Requested resource not found: Stream: ${streamArn}`);
    },
  });

  const permissions = dynamoDbPermissions(cloud);
  return {
    service: "dynamodb",
    types: Object.keys(provision),
    operations: {
      ...operationsOf(dataOperations),
      ...operationsOf(arnOperations),
      ...recoveryOperations,
    },
    streams: {
      service: "streams.dynamodb",
      types: [],
      operations: operationsOf(streamOperations),
      provision: () => {},
      permissions,
    },
    permissions,
    forward: (operation, rawBody, caller, input) =>
      execute(operation, rawBody, input ?? JSON.parse(rawBody.toString()), caller),
    async provision(resource) {
      await provision[resource.type]!(resource);
    },
    start() {
      stopExpiry = startExpiry(cloud, tables, run);
      void started.then(({ died }) => died.then((what) => cloud.warn(what)));
    },
    async stop() {
      stopExpiry?.();
      for (const { stream } of tables.all()) stream?.close();
      await wire.close();
      await started.then(
        (server) => server.stop(),
        () => undefined,
      );
    },
  };
};
