import { expect, test } from "vitest";
import type { InputOf, OperationOf } from "../../core/aws-operations.ts";
import { declared } from "../../testing/provision.ts";
import { createLives } from "../../testing/restart.ts";
import { createKinesisEmulator } from "./emulator.ts";
import { STREAM } from "./resources.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const StreamName = "clicks";

/** Kinesis in the next life, with a stream of the config, or none. */
const startKinesis = async (next: ReturnType<typeof createLives>, inputs?: Record<string, unknown>) => {
  const cloud = await next();
  const kinesis = createKinesisEmulator(cloud);
  cloud.add(kinesis);
  if (inputs) {
    const resource = declared(cloud, STREAM, StreamName, { name: StreamName, ...inputs });
    await kinesis.provision?.[STREAM]?.(resource);
    cloud.provisioned.note(resource);
  }
  kinesis.restore?.();
  await kinesis.start?.();
  const call = <O extends OperationOf<"kinesis">>(operation: O, input: InputOf<"kinesis", O>) =>
    cloud.call("kinesis", operation, input, root);
  const shards = async () => (await call("ListShards", { StreamName })).Shards ?? [];
  return {
    cloud,
    call,
    shards,
    put: (text: string, PartitionKey = "key") =>
      call("PutRecord", { StreamName, PartitionKey, Data: Buffer.from(text) }),
    /** The texts of all records, or of those after one, shard by shard. */
    async read(after?: { ShardId?: string; SequenceNumber?: string }) {
      const texts: string[] = [];
      for (const { ShardId } of await shards()) {
        if (after && after.ShardId !== ShardId) continue;
        const { ShardIterator } = await call("GetShardIterator", {
          StreamName,
          ShardId,
          ShardIteratorType: after ? "AFTER_SEQUENCE_NUMBER" : "TRIM_HORIZON",
          StartingSequenceNumber: after?.SequenceNumber,
        });
        const { Records = [] } = await call("GetRecords", { ShardIterator });
        texts.push(...Records.map(({ Data }) => Buffer.from(Data as never, "base64").toString()));
      }
      return texts;
    },
  };
};

test("records stay in their shards, and sequence numbers count on", async () => {
  const next = createLives();
  const before = await startKinesis(next, { shardCount: 2 });
  const first = await before.put("one");
  await before.put("two");
  const there = await before.shards();

  const after = await startKinesis(next, { shardCount: 2 });
  expect(await after.shards()).toEqual(there);
  expect(await after.read()).toEqual(["one", "two"]);
  await after.put("three");
  expect(await after.read(first)).toEqual(["two", "three"]);
});

test("counts on behind what was trimmed", async () => {
  const next = createLives();
  const before = await startKinesis(next, { shardCount: 1 });
  const first = await before.put("one");
  before.cloud.clock.advance(25 * 3_600_000);
  expect(await before.read()).toEqual([]);

  const after = await startKinesis(next, { shardCount: 1 });
  expect(await after.read()).toEqual([]);
  const { SequenceNumber } = await after.put("two");
  expect(BigInt(SequenceNumber!)).toBeGreaterThan(BigInt(first.SequenceNumber!));
  expect(await after.read(first)).toEqual(["two"]);
});

test("a resharding that was done stays, and one that was under way is done", async () => {
  const next = createLives();
  const before = await startKinesis(next, { shardCount: 1 });
  await before.put("one");
  await before.call("UpdateShardCount", { StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
  before.cloud.clock.advance(1000);
  await before.put("two");
  const [, low, high] = await before.shards();
  await before.call("MergeShards", {
    StreamName,
    ShardToMerge: low!.ShardId,
    AdjacentShardToMerge: high!.ShardId,
  });

  const after = await startKinesis(next, { shardCount: 1 });
  const shards = await after.shards();
  expect(
    shards.map(({ ParentShardId, AdjacentParentShardId }) => [ParentShardId, AdjacentParentShardId]),
  ).toEqual([
    [undefined, undefined],
    [shards[0]!.ShardId, undefined],
    [shards[0]!.ShardId, undefined],
    [shards[1]!.ShardId, shards[2]!.ShardId],
  ]);
  expect(await after.read()).toEqual(["one", "two"]);
});

test("what calls changed stays until the config says something else, which reshards and keeps the records", async () => {
  const next = createLives();
  const before = await startKinesis(next, { shardCount: 1 });
  await before.put("one");
  await before.call("IncreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours: 48 });
  await before.call("AddTagsToStream", { StreamName, Tags: { team: "bakers" } });
  const hours = async ({ call }: Awaited<ReturnType<typeof startKinesis>>) =>
    (await call("DescribeStreamSummary", { StreamName })).StreamDescriptionSummary?.RetentionPeriodHours;

  const same = await startKinesis(next, { shardCount: 1 });
  expect(await hours(same)).toBe(48);
  expect((await same.call("ListTagsForStream", { StreamName })).Tags).toEqual([
    { Key: "team", Value: "bakers" },
  ]);

  const changed = await startKinesis(next, { shardCount: 3 });
  expect(await hours(changed)).toBe(24);
  expect(
    (await changed.shards()).filter(({ SequenceNumberRange: range }) => !range?.EndingSequenceNumber),
  ).toHaveLength(3);
  expect(await changed.read()).toEqual(["one"]);
});

test("consumers that calls registered stay, with their ARN and tags; a stream that is gone is dropped, and said", async () => {
  const next = createLives();
  const before = await startKinesis(next, { shardCount: 1 });
  const { StreamDescriptionSummary: { StreamARN } = {} } = await before.call("DescribeStreamSummary", {
    StreamName,
  });
  const { Consumer } = await before.call("RegisterStreamConsumer", {
    StreamARN,
    ConsumerName: "till",
    Tags: { team: "bakers" },
  });
  await before.put("one");

  const after = await startKinesis(next, { shardCount: 1 });
  const { Consumers } = await after.call("ListStreamConsumers", { StreamARN });
  expect(Consumers).toEqual([{ ...Consumer, ConsumerStatus: "ACTIVE" }]);
  expect((await after.call("ListTagsForResource", { ResourceARN: Consumer!.ConsumerARN })).Tags).toEqual([
    { Key: "team", Value: "bakers" },
  ]);

  const gone = await startKinesis(next);
  expect(gone.cloud.state.dropped).toEqual(["1 records of stream clicks: the config has it no longer"]);
  const again = await startKinesis(next, { shardCount: 1 });
  expect(await again.read()).toEqual([]);
});
