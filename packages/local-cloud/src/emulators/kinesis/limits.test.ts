import {
  DecreaseStreamRetentionPeriodCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
  UpdateMaxRecordSizeCommand,
} from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seededFaults } from "../../core/seeded-faults.ts";
import { startKinesis } from "./kinesis.fixture.ts";

const MiB = 1024 * 1024;
const HOUR_MS = 3_600_000;
const StreamName = "clicks";
const ShardId = "shardId-000000000000";
const tooMuch = {
  name: "ProvisionedThroughputExceededException",
  message: `Rate exceeded for shard ${ShardId} in stream clicks under account 000000000000.`,
};

let kinesis: Awaited<ReturnType<typeof startKinesis>>;
beforeEach(async () => {
  kinesis = await startKinesis();
  kinesis.freeze();
});
afterEach(() => kinesis.stop());

const put = (bytes: number, PartitionKey = "a") =>
  kinesis.client.send(new PutRecordCommand({ StreamName, PartitionKey, Data: new Uint8Array(bytes) }));
const putAll = (Records: PutRecordsRequestEntry[]) =>
  kinesis.client.send(new PutRecordsCommand({ StreamName, Records }));
const small = (count: number): PutRecordsRequestEntry[] =>
  Array.from({ length: count }, () => ({ PartitionKey: "a", Data: new Uint8Array(10) }));
const iterator = async () => {
  const input = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
  return (await kinesis.client.send(new GetShardIteratorCommand(input))).ShardIterator!;
};
const read = (ShardIterator: string, Limit?: number) =>
  kinesis.client.send(new GetRecordsCommand({ ShardIterator, Limit }));

test("a shard takes 1,000 records in a second, and says which of a request were too many", async () => {
  await kinesis.stream(StreamName);
  expect(await putAll(small(500))).toMatchObject({ FailedRecordCount: 0 });
  expect(await putAll(small(498))).toMatchObject({ FailedRecordCount: 0 });
  const { Records, FailedRecordCount } = await putAll(small(4));
  expect(FailedRecordCount).toBe(2);
  expect(Records).toEqual([
    { ShardId, SequenceNumber: expect.any(String) },
    { ShardId, SequenceNumber: expect.any(String) },
    { ErrorCode: tooMuch.name, ErrorMessage: tooMuch.message },
    { ErrorCode: tooMuch.name, ErrorMessage: tooMuch.message },
  ]);
  await expect(put(1)).rejects.toMatchObject(tooMuch);
  kinesis.cloud.clock.advance(100);
  expect(await putAll(small(101))).toMatchObject({ FailedRecordCount: 1 });
});

test("a seed refuses some records of a request, the same again, and their senders may put them again", async () => {
  const refusedIn = async (name: string) => {
    await kinesis.stream(name);
    const { throttle } = seededFaults(7, { duplicate: 0, delay: 0, maxDelayMs: 0, throttle: 0.3 });
    kinesis.cloud.faults.throttle = throttle;
    const { Records = [], FailedRecordCount } = await kinesis.client.send(
      new PutRecordsCommand({ StreamName: name, Records: small(100) }),
    );
    const refused = Records.flatMap(({ ErrorCode }, at) => (ErrorCode === tooMuch.name ? [at] : []));
    expect(refused).toHaveLength(FailedRecordCount!);
    expect(Records.filter(({ SequenceNumber }) => SequenceNumber !== undefined)).toHaveLength(
      100 - refused.length,
    );
    return refused;
  };
  const refused = await refusedIn(StreamName);
  expect(refused.length).toBeGreaterThan(15);
  expect(refused.length).toBeLessThan(45);
  expect(await refusedIn("others")).toEqual(refused);

  kinesis.cloud.faults.throttle = () => true;
  await expect(put(1)).rejects.toMatchObject(tooMuch);
  kinesis.cloud.faults.throttle = () => false;
  expect(await putAll(small(refused.length))).toMatchObject({ FailedRecordCount: 0 });
  expect((await read(await iterator())).Records).toHaveLength(100);
});

test("a shard takes 1 MiB in a second, and a small record where a large one has no room", async () => {
  await kinesis.stream(StreamName);
  const large = (bytes: number) => ({ PartitionKey: "a", Data: new Uint8Array(bytes) });
  const { Records } = await putAll([large(MiB / 2), large(MiB / 2), large(100)]);
  expect(Records!.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, tooMuch.name, undefined]);
  kinesis.cloud.clock.advance(500);
  await put(MiB / 4);
});

test("each shard has a second's worth of its own", async () => {
  await kinesis.stream(StreamName, { shardCount: 2 });
  const entries = (ExplicitHashKey: string) => small(500).map((entry) => ({ ...entry, ExplicitHashKey }));
  const high = String((1n << 128n) - 1n);
  for (const key of ["0", high, "0", high])
    expect(await putAll(entries(key))).toMatchObject({ FailedRecordCount: 0 });
  expect(await putAll(entries("0"))).toMatchObject({ FailedRecordCount: 500 });
});

test("a shard is read five times in a second", async () => {
  await kinesis.stream(StreamName);
  const begin = await iterator();
  for (let times = 0; times < 5; times++) await read(begin);
  await expect(read(begin)).rejects.toMatchObject(tooMuch);
  kinesis.cloud.clock.advance(1000);
  await read(begin);
});

test("a read has up to 10 MiB, which the reads after it make up for at 2 MiB a second", async () => {
  await kinesis.stream(StreamName);
  for (let count = 0; count < 12; count++) {
    await put(MiB - 1);
    kinesis.cloud.clock.advance(1000);
  }
  const first = await read(await iterator());
  expect(first.Records).toHaveLength(10);
  expect(first.MillisBehindLatest).toBe(2000);
  await expect(read(first.NextShardIterator!)).rejects.toMatchObject(tooMuch);
  kinesis.cloud.clock.advance(3900);
  await expect(read(first.NextShardIterator!)).rejects.toMatchObject(tooMuch);
  kinesis.cloud.clock.advance(200);
  expect((await read(first.NextShardIterator!)).Records).toHaveLength(2);
});

test("a record has up to 1 MiB, and up to 10 MiB where the stream allows it", async () => {
  const outputs = await kinesis.stream(StreamName);
  await put(MiB - 1);
  kinesis.cloud.clock.advance(1000);
  await expect(put(MiB + 1)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(
      "at 'data' failed to satisfy constraint: Member must have length less than or equal to 1048576",
    ),
  });
  await kinesis.client.send(
    new UpdateMaxRecordSizeCommand({ StreamARN: outputs.arn, MaxRecordSizeInKiB: 10_240 }),
  );
  kinesis.cloud.clock.advance(10_000);
  await put(9 * MiB);
  // A large record takes what is allowed for several seconds.
  await expect(put(9 * MiB)).rejects.toMatchObject(tooMuch);
  kinesis.cloud.clock.advance(9000);
  await put(9 * MiB);
});

test("a request has up to 500 records and 10 MiB", async () => {
  await kinesis.stream(StreamName, { shardCount: 1, maxRecordSizeInKib: 10_240 });
  await expect(putAll(small(501))).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(
      "at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
    ),
  });
  const large = { PartitionKey: "a", Data: new Uint8Array(5 * MiB) };
  await expect(putAll([large, large])).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message: "Records size exceeds 10 MB limit",
  });
});

test("an iterator is good for five minutes", async () => {
  await kinesis.stream(StreamName);
  const begin = await iterator();
  kinesis.cloud.clock.advance(300_000);
  const { NextShardIterator } = await read(begin);
  kinesis.cloud.clock.advance(1);
  await expect(read(begin)).rejects.toMatchObject({
    name: "ExpiredIteratorException",
    message: expect.stringMatching(
      /^Iterator expired\. The iterator was created at time \w{3} \w{3} \d\d [\d:]{8} UTC \d{4} while right now it is .* which is further in the future than the tolerated delay of 300000 milliseconds\.$/,
    ),
  });
  await read(NextShardIterator!);
});

test("records are kept for the retention period, as it is now", async () => {
  await kinesis.stream(StreamName);
  await put(1, "old");
  kinesis.cloud.clock.advance(HOUR_MS);
  await put(1, "new");
  const keys = async () => (await read(await iterator())).Records!.map(({ PartitionKey }) => PartitionKey);
  kinesis.cloud.clock.advance(23 * HOUR_MS - 1);
  expect(await keys()).toEqual(["old", "new"]);
  kinesis.cloud.clock.advance(2);
  expect(await keys()).toEqual(["new"]);
  const change = { StreamName, RetentionPeriodHours: 48 };
  await kinesis.client.send(new IncreaseStreamRetentionPeriodCommand(change));
  kinesis.cloud.clock.advance(2 * HOUR_MS);
  expect(await keys()).toEqual(["new"]);
  await kinesis.client.send(
    new DecreaseStreamRetentionPeriodCommand({ ...change, RetentionPeriodHours: 24 }),
  );
  expect(await keys()).toEqual([]);
  kinesis.cloud.clock.advance(1000);
  await expect(kinesis.client.send(new DecreaseStreamRetentionPeriodCommand(change))).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message:
      "Requested retention period (48 hours) for stream clicks can not be longer than existing retention period (24 hours). Use IncreaseRetentionPeriod API.",
  });
});

test("a long stream lets go of what was trimmed, and places stay", async () => {
  await kinesis.stream(StreamName);
  for (let batch = 0; batch < 6; batch++) {
    await putAll(small(500));
    kinesis.cloud.clock.advance(6 * HOUR_MS);
  }
  // After 36 hours, those of the first and of the seventh hour are over.
  const { Records } = await read(await iterator());
  expect(Records).toHaveLength(2000);
  const numbers = Records!.map(({ SequenceNumber }) => BigInt(SequenceNumber!));
  expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
  const { SequenceNumber } = await put(1, "next");
  expect(BigInt(SequenceNumber!) > numbers.at(-1)!).toBe(true);
});
