import { expect, test } from "vitest";
import type { Checkpoint } from "../../core/shards.ts";
import { createTestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createKinesisEmulator } from "./emulator.ts";
import { SHARD_ROOM } from "./record-log.ts";
import { STREAM } from "./resources.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const StreamName = "clicks";
const ShardId = "shardId-000000000000";
const SECOND_MS = 1_000;
/** As much as a shard takes in a second. */
const Data = Buffer.alloc(1_000_000);
const fitting = Math.floor(SHARD_ROOM.bytes / Data.length);

test("records stay while somebody has not read them, and then the oldest make room", async () => {
  const cloud = createTestCloud();
  const kinesis = createKinesisEmulator(cloud);
  cloud.add(kinesis);
  const { arn } = await provision(cloud, kinesis, STREAM, StreamName, { name: StreamName, shardCount: 1 });
  const reached = new Map<string, Checkpoint>();
  cloud.streamReaders.add(() => [{ source: String(arn), shards: reached }]);
  const put = async (count: number) => {
    for (let left = count; left > 0; left--) {
      cloud.clock.advance(SECOND_MS);
      await cloud.call("kinesis", "PutRecord", { StreamName, PartitionKey: "a", Data }, root);
    }
  };
  const iterator = async (ShardIteratorType: "TRIM_HORIZON" | "LATEST") =>
    (await cloud.call("kinesis", "GetShardIterator", { StreamName, ShardId, ShardIteratorType }, root))
      .ShardIterator;
  const source = cloud.use("kinesisStreams").get(String(arn))!;
  /** Sequence numbers of those that are there. */
  const there = async () => {
    const { records } = await source.read(ShardId, undefined, 10_000);
    return records.map(({ sequenceNumber }) => sequenceNumber);
  };

  await put(fitting + 2);
  const all = await there();
  expect(all).toHaveLength(fitting + 2);

  const ShardIterator = await iterator("LATEST");
  reached.set(ShardId, { after: all.at(-1) });
  await put(fitting);
  const left = await there();
  expect(left).toHaveLength(fitting);
  expect(left).not.toContain(all.at(-1));
  const { Records } = await cloud.call("kinesis", "GetRecords", { ShardIterator, Limit: 1 }, root);
  expect(Records?.map(({ SequenceNumber }) => SequenceNumber)).toEqual(left.slice(0, 1));

  cloud.clock.stop();
});
