import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type ListShardsInput,
  MergeShardsCommand,
  PutRecordCommand,
  type Shard,
  SplitShardCommand,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startKinesis } from "./kinesis.fixture.ts";

let kinesis: Awaited<ReturnType<typeof startKinesis>>;
beforeEach(async () => {
  kinesis = await startKinesis();
});
afterEach(() => kinesis.stop());

const StreamName = "clicks";
const LAST = (1n << 128n) - 1n;
const HALF = 1n << 127n;
const name = (number: number) => `shardId-${String(number).padStart(12, "0")}`;
const put = (hashKey: bigint, text: string) =>
  kinesis.client.send(
    new PutRecordCommand({
      StreamName,
      PartitionKey: "any",
      ExplicitHashKey: String(hashKey),
      Data: new TextEncoder().encode(text),
    }),
  );
const shards = async (more: ListShardsInput = {}) =>
  (await kinesis.client.send(new ListShardsCommand({ StreamName, ...more }))).Shards!;
const status = async () => {
  const answer = await kinesis.client.send(new DescribeStreamSummaryCommand({ StreamName }));
  return [answer.StreamDescriptionSummary!.StreamStatus, answer.StreamDescriptionSummary!.OpenShardCount];
};
const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange!.EndingSequenceNumber === undefined;
const rangesOf = (some: Shard[]) =>
  some
    .map(({ HashKeyRange: { StartingHashKey, EndingHashKey } = {} }) => [
      BigInt(StartingHashKey!),
      BigInt(EndingHashKey!),
    ])
    .toSorted(([a], [b]) => (a! < b! ? -1 : 1));
const iterator = async (ShardId: string) => {
  const input = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
  return (await kinesis.client.send(new GetShardIteratorCommand(input))).ShardIterator;
};
/** Records of a shard to its end, and the last answer. */
const readAll = async (ShardId: string) => {
  const texts: string[] = [];
  let ShardIterator = await iterator(ShardId);
  for (;;) {
    const answer = await kinesis.client.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
    texts.push(...answer.Records!.map(({ Data }) => new TextDecoder().decode(Data)));
    if (answer.NextShardIterator === undefined || answer.Records!.length === 0)
      return { texts, last: answer };
    ShardIterator = answer.NextShardIterator;
  }
};

test("a split shard is closed, and its children take over its keys", async () => {
  await kinesis.stream(StreamName);
  await put(0n, "before");
  const NewStartingHashKey = String(HALF);
  await kinesis.client.send(new SplitShardCommand({ StreamName, ShardToSplit: name(0), NewStartingHashKey }));
  expect(await status()).toEqual(["UPDATING", 1]);
  expect(await put(0n, "while it is split")).toMatchObject({ ShardId: name(0) });
  kinesis.cloud.clock.advance(1000);
  expect(await status()).toEqual(["ACTIVE", 2]);
  expect(await put(0n, "low")).toMatchObject({ ShardId: name(1) });
  expect(await put(LAST, "high")).toMatchObject({ ShardId: name(2) });

  const [parent, ...children] = await shards();
  const { StartingSequenceNumber, EndingSequenceNumber } = parent!.SequenceNumberRange!;
  expect(BigInt(EndingSequenceNumber!) > BigInt(StartingSequenceNumber!)).toBe(true);
  expect(children).toMatchObject([
    {
      ShardId: name(1),
      ParentShardId: name(0),
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(HALF - 1n) },
    },
    {
      ShardId: name(2),
      ParentShardId: name(0),
      HashKeyRange: { StartingHashKey: String(HALF), EndingHashKey: String(LAST) },
    },
  ]);
  const { texts, last } = await readAll(name(0));
  expect(texts).toEqual(["before", "while it is split"]);
  expect(last.NextShardIterator).toBeUndefined();
  expect(last.ChildShards).toEqual(
    children.map(({ ShardId, HashKeyRange }) => ({ ShardId, HashKeyRange, ParentShards: [name(0)] })),
  );
});

test("merged shards have one child, with both as its parents", async () => {
  await kinesis.stream(StreamName, { shardCount: 3 });
  const merge = (ShardToMerge: string, AdjacentShardToMerge: string) =>
    kinesis.client.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
  await expect(merge(name(0), name(2))).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message: `Shards ${name(0)} and ${name(2)} in stream clicks under account 000000000000 are not an adjacent pair of shards eligible for merging`,
  });
  await merge(name(1), name(0));
  await expect(merge(name(1), name(2))).rejects.toMatchObject({
    name: "ResourceInUseException",
    message: "Stream clicks under account 000000000000 not ACTIVE, instead in state UPDATING",
  });
  kinesis.cloud.clock.advance(1000);
  const child = (await shards()).at(-1);
  expect(child).toMatchObject({ ShardId: name(3), ParentShardId: name(0), AdjacentParentShardId: name(1) });
  expect((await readAll(name(1))).last.ChildShards).toMatchObject([{ ParentShards: [name(0), name(1)] }]);
  await expect(merge(name(1), name(2))).rejects.toMatchObject({ name: "InvalidArgumentException" });
});

test.each([
  [2, 4],
  [2, 3],
  [3, 5],
  [5, 3],
  [4, 2],
  [1, 1],
])("%i shards become %i of the same size, each from one or two parents", async (from, to) => {
  await kinesis.stream(StreamName, { shardCount: from });
  const input = { StreamName, TargetShardCount: to, ScalingType: "UNIFORM_SCALING" } as const;
  const answer = await kinesis.client.send(new UpdateShardCountCommand(input));
  expect(answer).toMatchObject({ StreamName, CurrentShardCount: from, TargetShardCount: to });
  kinesis.cloud.clock.advance(1000);
  const all = await shards();
  const open = all.filter(isOpen);
  const size = (1n << 128n) / BigInt(to);
  expect(rangesOf(open).map(([start]) => start)).toEqual(
    Array.from({ length: to }, (_, at) => size * BigInt(at)),
  );
  expect(rangesOf(open).at(-1)![1]).toBe(LAST);
  // Each shard that closed leads to one that is open.
  const children = new Set(all.flatMap((each) => [each.ParentShardId, each.AdjacentParentShardId]));
  for (const closed of all.filter((each) => !isOpen(each))) expect(children).toContain(closed.ShardId);
  expect(await shards({ ShardFilter: { Type: "AT_LATEST" } })).toEqual(open);
});

test("a stream is neither more than doubled nor more than halved", async () => {
  await kinesis.stream(StreamName, { shardCount: 4 });
  const scale = (TargetShardCount: number) =>
    kinesis.client.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }),
    );
  await expect(scale(9)).rejects.toMatchObject({ name: "LimitExceededException" });
  await expect(scale(1)).rejects.toMatchObject({ name: "LimitExceededException" });
  for (let times = 0; times < 10; times++) {
    await scale(times % 2 === 0 ? 2 : 4);
    kinesis.cloud.clock.advance(1000);
  }
  await expect(scale(2)).rejects.toMatchObject({ name: "LimitExceededException" });
  kinesis.cloud.clock.advance(24 * 3_600_000);
  await scale(2);
});

test("closed shards are listed until their records are over", async () => {
  await kinesis.stream(StreamName, { shardCount: 2 });
  await put(0n, "one");
  const input = { StreamName, ShardToMerge: name(0), AdjacentShardToMerge: name(1) };
  await kinesis.client.send(new MergeShardsCommand(input));
  kinesis.cloud.clock.advance(1000);
  expect(await shards({ ShardFilter: { Type: "AT_TRIM_HORIZON" } })).toHaveLength(2);
  expect(await shards()).toHaveLength(3);
  kinesis.cloud.clock.advance(24 * 3_600_000);
  expect((await shards()).map(({ ShardId }) => ShardId)).toEqual([name(2)]);
  await expect(iterator(name(0))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `Shard ${name(0)} in stream clicks under account 000000000000 does not exist`,
  });
});
