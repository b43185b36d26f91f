import { z } from "zod";
import { isArn, lastPart } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { askingForIndexes, noteIndexWrites } from "./index-writes.ts";
import type { PendingWrite } from "./pending-writes.ts";
import { startKeyProblem } from "./start-key.ts";
import type { StreamFile } from "./stream-reader.ts";
import { databaseRecord, toStreamRecord } from "./stream-records.ts";
import type { TableStream } from "./table-stream.ts";
import { createTables, type Tables } from "./tables.ts";
import { type RawAnswer, streamOperations, toAwsError, type Wire } from "./wire.ts";
import { itemKey, writesOf } from "./writes.ts";

/** Operations with ARNs in their input or output, which are the database's own and not those of the config. */
export const arnOperations = [
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

const startedReads = new Set(["Query", "Scan"]);

const described = z.object({ TableDescription: z.unknown(), Table: z.unknown() }).partial();
const recordsAnswer = z.looseObject({ Records: z.array(databaseRecord) });
const tableInput = z.object({ TableName: z.string() });
const ttlInput = tableInput.extend({
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }),
});
const serialize = (input: object) =>
  JSON.stringify(input, function (key, value) {
    const raw = (this as Record<string, unknown>)[key];
    if (typeof raw === "number" && !Number.isFinite(raw))
      throw new AwsError("SerializationException", `${key} is larger than any number DynamoDB takes.`);
    return raw instanceof Uint8Array ? Buffer.from(raw).toString("base64") : value;
  });

const namesByArn = (part: { TableName?: unknown } | null): part is { TableName: string } =>
  typeof part?.TableName === "string" && isArn(part.TableName);

/** Tables may be named by their ARN; the database knows names only. Returns `input` itself when there is none. */
const withTableNames = (input: Record<string, unknown>): Record<string, unknown> => {
  if (typeof input.TableName === "string") {
    return isArn(input.TableName) ? { ...input, TableName: lastPart(input.TableName) } : input;
  }
  if (input.RequestItems && Object.keys(input.RequestItems).some(isArn)) {
    const items = Object.entries(input.RequestItems).map(([table, value]) => [lastPart(table), value]);
    return { ...input, RequestItems: Object.fromEntries(items) };
  }
  if (Array.isArray(input.TransactItems)) {
    // What is no list of items is for the database to refuse.
    const items = input.TransactItems as (Record<string, { TableName?: unknown } | null> | null)[];
    if (!items.some((item) => Object.values(item ?? {}).some((part) => namesByArn(part)))) return input;
    const named = items.map((item) =>
      Object.fromEntries(
        Object.entries(item ?? {}).map(([name, part]) => [
          name,
          namesByArn(part) ? { ...part, TableName: lastPart(part.TableName) } : part,
        ]),
      ),
    );
    return { ...input, TransactItems: named };
  }
  return input;
};

/** Calls of the database, with what the emulator adds: its ARNs, and streams that show writes at once. */
export interface DatabaseCalls {
  readonly tables: Tables;
  /** The answer as it is; `input` is the parsed form of `rawBody`. `expiry` marks deletions by time to live. */
  execute(
    operation: string,
    rawBody: Buffer | string,
    input: Record<string, unknown>,
    caller: Caller,
    expiry?: boolean,
  ): Promise<RawAnswer>;
  /** The parsed answer; errors as `AwsError`. */
  run(operation: string, input: object, caller: Caller, expiry?: boolean): Promise<unknown>;
}

export const createDatabaseCalls = (
  cloud: Pick<Cloud, "accountId" | "clock" | "journal" | "region" | "warn">,
  wire: Wire,
  streamFile: () => StreamFile | undefined,
): DatabaseCalls => {
  const callDatabase = async (operation: string, input: object): Promise<unknown> => {
    const answer = await wire.send(operation, JSON.stringify(input));
    const parsed = JSON.parse(answer.body.toString());
    if (answer.status >= 400) throw toAwsError(answer.status, parsed);
    return parsed;
  };
  const tables = createTables(cloud, { call: callDatabase, streamFile });

  /** Remembers the writes of a request to tables whose stream somebody reads. */
  const beginWrites = (operation: string, input: object, caller: Caller, expiry: boolean) => {
    const watched = [...tables.all()].some(({ stream }) => stream?.active);
    const writes = watched ? writesOf(operation, input) : undefined;
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
    } else if (operation === "DeleteTable") tables.forget(tableInput.parse(input).TableName);
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
    const asking = askingForIndexes(operation, named, tables);
    let body = asking ? serialize(asking) : named === input ? rawBody : serialize(named);
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
      // It may be written all the same: the stream tells.
      settle(true);
      throw new AwsError("InternalServerError", `DynamoDB did not answer: ${(cause as Error).message}`, {
        status: 500,
        cause,
      });
    }
    settle(answer.status < 300);
    if (answer.status >= 300) return answer;
    const problem = startedReads.has(operation) ? startKeyProblem(named) : undefined;
    if (problem !== undefined) throw new AwsError("ValidationException", problem);
    if (asking) {
      const { causes } = caller;
      return noteIndexWrites(answer, named.ReturnConsumedCapacity, {
        causes,
        journal: cloud.journal,
        tables,
      });
    }
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

  return { tables, execute, run };
};
