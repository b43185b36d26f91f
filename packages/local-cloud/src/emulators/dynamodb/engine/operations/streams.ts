import { z } from "zod";
import { STREAM_LABEL, streamArn } from "../../resources.ts";
import type { Table } from "../catalog.ts";
import { type Core, RETENTION_MS } from "../core.ts";
import { invalid, notFound, trimmed } from "../errors.ts";
import { keyAttributes } from "../keys.ts";
import { toNumber } from "../stream-log.ts";
import { toStreamRecord } from "../stream-records.ts";
import type {
  DescribeStreamInput,
  GetRecordsInput,
  GetShardIteratorInput,
  ListStreamsInput,
} from "../stream-requests.ts";

const PAGE = 100;
const MOST_RECORDS = 1000;

/** A stream is one shard, which never ends. */
export const shardIdOf = (table: Table): string =>
  `shardId-${String(table.number).padStart(20, "0")}-00000000`;

const iterator = z.strictObject({ table: z.number(), stream: z.string(), after: z.string().optional() });
const pack = (position: z.output<typeof iterator>): string =>
  Buffer.from(JSON.stringify(position)).toString("base64url");

const streamed = (core: Core): readonly Table[] => core.catalog.all().filter(({ stream }) => stream);

const find = (core: Core, arn: string): Table => {
  const table = streamed(core).find((each) => streamArn(each.name, core.account) === arn);
  if (!table) throw notFound(`Requested resource not found: Stream: ${arn} not found`);
  return table;
};

export const listStreams = (
  core: Core,
  { TableName, Limit = PAGE, ExclusiveStartStreamArn: start = "" }: ListStreamsInput,
) => {
  const all = streamed(core)
    .filter(({ name }) => TableName === undefined || name === TableName)
    .map((table) => ({
      StreamArn: streamArn(table.name, core.account),
      TableName: table.name,
      StreamLabel: STREAM_LABEL,
    }))
    .filter(({ StreamArn }) => StreamArn > start);
  const Streams = all.slice(0, Limit);
  return { Streams, ...(all.length > Limit && { LastEvaluatedStreamArn: Streams.at(-1)!.StreamArn }) };
};

export const describeStream = (core: Core, { StreamArn, ...page }: DescribeStreamInput) => {
  const table = find(core, StreamArn);
  const [first] = core.log.after(table.number, undefined, 1);
  const shard = {
    ShardId: shardIdOf(table),
    SequenceNumberRange: { StartingSequenceNumber: first?.sequenceNumber ?? `1${"0".repeat(20)}` },
  };
  const isOver = page.ShardFilter !== undefined || page.ExclusiveStartShardId === shard.ShardId;
  return {
    StreamDescription: {
      StreamArn,
      StreamLabel: STREAM_LABEL,
      StreamStatus: "ENABLED",
      StreamViewType: table.stream,
      CreationRequestDateTime: table.createdAt / 1000,
      TableName: table.name,
      KeySchema: keyAttributes(table.key).map(({ name }, place) => ({
        AttributeName: name,
        KeyType: place === 0 ? "HASH" : "RANGE",
      })),
      Shards: isOver ? [] : [shard],
    },
  };
};

const isKnown = (core: Core, table: Table, sequenceNumber: string) => {
  const [first] = core.log.after(table.number, undefined, 1);
  return first !== undefined && sequenceNumber >= first.sequenceNumber;
};

export const getShardIterator = (core: Core, input: GetShardIteratorInput) => {
  const { StreamArn, ShardId, ShardIteratorType: type, SequenceNumber: number } = input;
  const table = find(core, StreamArn);
  if (ShardId !== shardIdOf(table))
    throw notFound(
      `Requested resource not found: Shard does not exist: shardId: ${ShardId}, streamArn: ${StreamArn}`,
    );
  const bySequence = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
  if (bySequence !== (number !== undefined))
    throw invalid(
      bySequence
        ? `SequenceNumber must be specified for ShardIteratorType ${type}`
        : "SequenceNumber can only be specified for ShardIteratorType AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER",
    );
  if (number !== undefined && !/^\d+$/.test(number)) throw invalid("Invalid SequenceNumber");
  if (number !== undefined && !isKnown(core, table, number)) throw trimmed();
  const before = (sequenceNumber: string) => String(BigInt(sequenceNumber) - 1n);
  const after = {
    TRIM_HORIZON: () => undefined,
    LATEST: () => core.log.newest(table.number),
    AT_SEQUENCE_NUMBER: () => before(number!),
    AFTER_SEQUENCE_NUMBER: () => number,
  }[type]();
  return { ShardIterator: iteratorAt(core, { table: table.number, stream: StreamArn, after }) };
};

/** Hands out an iterator. */
const iteratorAt = (core: Core, position: z.output<typeof iterator>): string => {
  core.iterators(position.table).note(toNumber(position.after), core.now());
  return pack(position);
};

const unpack = (token: string): z.output<typeof iterator> => {
  try {
    return iterator.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw invalid("Invalid ShardIterator");
  }
};

/** The ARN of the stream that an iterator reads; undefined of what is none. */
export const streamOfIterator = (token: string): string | undefined => {
  try {
    return unpack(token).stream;
  } catch {
    return undefined;
  }
};

export const getRecords = (core: Core, { ShardIterator, Limit = MOST_RECORDS }: GetRecordsInput) => {
  const position = unpack(ShardIterator);
  const table = find(core, position.stream);
  if (table.number !== position.table) throw notFound();
  if (position.after !== undefined && core.log.lacks(table.number, position.after)) throw trimmed();
  const oldest = core.now() - RETENTION_MS;
  const entries = core.log.after(table.number, position.after, Limit);
  const identity = { arn: position.stream, region: core.account.region, viewType: table.stream! };
  const Records = entries
    .filter(({ at }) => at >= oldest)
    .map((entry) => {
      const { eventSourceARN: _, ...record } = toStreamRecord(entry, identity);
      return record;
    });
  const after = entries.at(-1)?.sequenceNumber ?? position.after;
  return { Records, NextShardIterator: iteratorAt(core, { ...position, after }) };
};
