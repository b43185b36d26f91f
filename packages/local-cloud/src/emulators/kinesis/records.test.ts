import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type _Record as Record,
} from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startKinesis } from "./kinesis.fixture.ts";

let kinesis: Awaited<ReturnType<typeof startKinesis>>;
beforeEach(async () => {
  kinesis = await startKinesis();
});
afterEach(() => kinesis.stop());

const StreamName = "clicks";
const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = ({ Data }: Record) => new TextDecoder().decode(Data);
const put = (PartitionKey: string, text: string, ExplicitHashKey?: string) =>
  kinesis.client.send(new PutRecordCommand({ StreamName, PartitionKey, ExplicitHashKey, Data: bytes(text) }));
const iterator = async (ShardId: string, more: Partial<GetShardIteratorInput> = {}) => {
  const { ShardIterator } = await kinesis.client.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON", ...more }),
  );
  return ShardIterator!;
};
const read = async (ShardIterator: string, Limit?: number) => {
  const { Records, ...rest } = await kinesis.client.send(new GetRecordsCommand({ ShardIterator, Limit }));
  return { records: Records!, texts: Records!.map(textOf), ...rest };
};
const shard = (number: number) => `shardId-00000000000${number}`;

test("a record that was put is read again, byte for byte", async () => {
  await kinesis.stream(StreamName);
  const data = new Uint8Array(256).map((_, at) => at);
  const sent = await kinesis.client.send(
    new PutRecordCommand({ StreamARN: kinesis.arnOf(StreamName), PartitionKey: "store-1", Data: data }),
  );
  expect(sent).toMatchObject({ ShardId: shard(0), SequenceNumber: expect.stringMatching(/^49\d{54}$/) });
  const { records, MillisBehindLatest } = await read(await iterator(shard(0)));
  expect(MillisBehindLatest).toBe(0);
  expect(records).toEqual([
    {
      SequenceNumber: sent.SequenceNumber,
      ApproximateArrivalTimestamp: expect.any(Date),
      Data: data,
      PartitionKey: "store-1",
    },
  ]);
});

test("records of a partition key are in one shard, with numbers that grow", async () => {
  await kinesis.stream(StreamName, { shardCount: 3 });
  const { Records = [], FailedRecordCount } = await kinesis.client.send(
    new PutRecordsCommand({
      StreamName,
      Records: Array.from({ length: 60 }, (_, at) => ({
        PartitionKey: `store-${at % 6}`,
        Data: bytes(String(at)),
      })),
    }),
  );
  expect(FailedRecordCount).toBe(0);
  const shardsOf = Map.groupBy(Records.entries(), ([at]) => at % 6);
  for (const entries of shardsOf.values()) {
    expect(new Set(entries.map(([, { ShardId }]) => ShardId)).size).toBe(1);
    const numbers = entries.map(([, { SequenceNumber }]) => BigInt(SequenceNumber!));
    expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
  }
  expect(new Set(Records.map(({ SequenceNumber }) => SequenceNumber)).size).toBe(60);
  // Their MD5 begins with 05, f5, 64, 60, b8 and c8, and a third of all keys are below 55.
  expect(Records.slice(0, 6).map(({ ShardId }) => ShardId)).toEqual([0, 2, 1, 1, 2, 2].map(shard));
});

test("an explicit hash key overrides that of the partition key", async () => {
  await kinesis.stream(StreamName, { shardCount: 2 });
  const half = 1n << 127n;
  for (const [key, number] of [
    [0n, 0],
    [half - 1n, 0],
    [half, 1],
    [2n * half - 1n, 1],
  ] as const)
    expect(await put("any", "x", String(key))).toMatchObject({ ShardId: shard(number) });
  await expect(put("any", "x", String(2n * half))).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message: `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${2n * half}`,
  });
});

test("each kind of iterator begins where it says", async () => {
  await kinesis.stream(StreamName);
  await put("a", "one");
  const two = await put("a", "two");
  kinesis.cloud.clock.advance(1000);
  const at = new Date(kinesis.cloud.clock.now());
  await put("a", "three");
  const from = async (more: Partial<GetShardIteratorInput>) =>
    (await read(await iterator(shard(0), more))).texts;
  const StartingSequenceNumber = two.SequenceNumber;
  const latest = await iterator(shard(0), { ShardIteratorType: "LATEST" });
  expect(await from({})).toEqual(["one", "two", "three"]);
  expect(await from({ ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber })).toEqual([
    "two",
    "three",
  ]);
  kinesis.cloud.clock.advance(1000);
  expect(await from({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber })).toEqual([
    "three",
  ]);
  expect(await from({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: at })).toEqual(["three"]);
  await put("a", "four");
  expect((await read(latest)).texts).toEqual(["four"]);
});

test("a reader goes on with the iterator it is given", async () => {
  await kinesis.stream(StreamName);
  for (const text of ["one", "two", "three"]) await put("a", text);
  const first = await read(await iterator(shard(0)), 2);
  expect(first.texts).toEqual(["one", "two"]);
  const second = await read(first.NextShardIterator!, 2);
  expect(second.texts).toEqual(["three"]);
  const third = await read(second.NextShardIterator!);
  expect(third).toMatchObject({ texts: [], MillisBehindLatest: 0, NextShardIterator: expect.any(String) });
});

test("a stream is described with its shards", async () => {
  await kinesis.stream(StreamName, { streamModeDetails: { streamMode: "ON_DEMAND" }, retentionPeriod: 48 });
  const { StreamDescription } = await kinesis.client.send(
    new DescribeStreamCommand({ StreamName, Limit: 3 }),
  );
  expect(StreamDescription).toMatchObject({
    StreamARN: kinesis.arnOf(StreamName),
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: "ON_DEMAND" },
    RetentionPeriodHours: 48,
    EncryptionType: "NONE",
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    HasMoreShards: true,
  });
  expect(StreamDescription!.Shards!.map(({ HashKeyRange }) => HashKeyRange)).toEqual([
    { StartingHashKey: "0", EndingHashKey: "85070591730234615865843651857942052863" },
    {
      StartingHashKey: "85070591730234615865843651857942052864",
      EndingHashKey: "170141183460469231731687303715884105727",
    },
    {
      StartingHashKey: "170141183460469231731687303715884105728",
      EndingHashKey: "255211775190703847597530955573826158591",
    },
  ]);
  const { StreamDescriptionSummary } = await kinesis.client.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  expect(StreamDescriptionSummary).toMatchObject({
    OpenShardCount: 4,
    ConsumerCount: 0,
    MaxRecordSizeInKiB: 1024,
  });
  const page = await kinesis.client.send(new ListShardsCommand({ StreamName, MaxResults: 3 }));
  expect(page.Shards).toHaveLength(3);
  const { Shards, NextToken } = await kinesis.client.send(
    new ListShardsCommand({ NextToken: page.NextToken, MaxResults: 3 }),
  );
  expect(Shards).toMatchObject([
    { ShardId: shard(3), HashKeyRange: { EndingHashKey: "340282366920938463463374607431768211455" } },
  ]);
  expect(NextToken).toBeUndefined();
});
