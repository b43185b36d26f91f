import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test as plain } from "vitest";
import { openTestEngine, orders, type TestEngine } from "./engine.fixture.ts";
import { STREAM_ROOM } from "./stream-log.ts";

const TableName = orders.TableName;
const StreamArn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000";
const MINUTE_MS = 60_000;
const BATCH = 25;
const LARGE = "x".repeat(350_000);

interface Stream {
  readonly engine: TestEngine;
  /** Puts items with these numbers, each of some size. */
  put(from: number, count: number, note?: string): void;
  iterator(type: "TRIM_HORIZON" | "LATEST"): string;
  /** Numbers of the items that are in the stream. */
  numbers(): number[];
  sequenceNumbers(): string[];
}

const streamOf = (engine: TestEngine): Stream => {
  const { StreamDescription } = engine.call("DescribeStream", { StreamArn }) as {
    StreamDescription: { Shards: [{ ShardId: string }] };
  };
  const [{ ShardId }] = StreamDescription.Shards;
  const iterator = (ShardIteratorType: string) =>
    String(engine.call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType }).ShardIterator);
  /** Looked at as somebody would who has been away for long: its iterators hold nothing. */
  const records = () => {
    const { now } = engine;
    engine.now -= 60 * MINUTE_MS;
    const found: { dynamodb: { Keys: { sk: { N: string } }; SequenceNumber: string } }[] = [];
    for (let [at, full] = [iterator("TRIM_HORIZON"), true]; full; ) {
      const { Records, NextShardIterator } = engine.call("GetRecords", { ShardIterator: at });
      full = (Records as []).length > 0;
      found.push(...(Records as typeof found));
      at = String(NextShardIterator);
    }
    engine.now = now;
    return found;
  };
  return {
    engine,
    put(from, count, note = "") {
      const all = Array.from({ length: count }, (_, index) => ({
        PutRequest: {
          Item: { pk: { S: "ann" }, sk: { N: String(from + index) }, note: { S: note } },
        },
      }));
      for (let at = 0; at < all.length; at += BATCH)
        engine.call("BatchWriteItem", { RequestItems: { [TableName]: all.slice(at, at + BATCH) } });
    },
    iterator,
    numbers: () => records().map(({ dynamodb }) => Number(dynamodb.Keys.sk.N)),
    sequenceNumbers: () => records().map(({ dynamodb }) => dynamodb.SequenceNumber),
  };
};

const test = plain.extend<{ open: () => Stream; stream: Stream }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of what a fixture needs.
  open: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "local-cloud-stream-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    let before: TestEngine | undefined;
    await use(() => {
      before?.close();
      const isNew = before === undefined;
      before = openTestEngine(folder);
      if (isNew) before.call("CreateTable", orders);
      return streamOf(before);
    });
    before?.close();
  },
  stream: async ({ open }, use) => use(open()),
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test("lets the oldest records go when nobody reads them and there are many", ({ stream, expect }) => {
  stream.put(0, STREAM_ROOM.records);
  expect(stream.numbers()).toEqual(range(0, STREAM_ROOM.records));
  stream.put(STREAM_ROOM.records, 100);
  const left = stream.numbers();
  expect(left.length).toBeGreaterThan(STREAM_ROOM.records * 0.8);
  expect(left).toEqual(range(STREAM_ROOM.records + 100 - left.length, STREAM_ROOM.records + 100));
});

test("lets them go when they are large, and keeps those that are not read until they are", ({
  stream,
  expect,
}) => {
  const fitting = Math.floor(STREAM_ROOM.bytes / LARGE.length);
  stream.engine.readers = [undefined];
  stream.put(0, fitting + 5, LARGE);
  expect(stream.numbers()).toEqual(range(0, fitting + 5));

  const [, second] = stream.sequenceNumbers();
  stream.engine.readers = [second, stream.sequenceNumbers().at(-1)];
  stream.put(fitting + 5, 1000);
  expect(stream.numbers()[0]).toBe(2);

  stream.engine.readers = [stream.sequenceNumbers().at(-1)];
  stream.put(fitting + 1005, 1000);
  const left = stream.numbers();
  expect(left[0]).toBeGreaterThan(5);
  expect(left.at(-1)).toBe(fitting + 2004);
});

test("keeps what an iterator can ask for while it is valid, and then says that it is gone", ({
  stream,
  open,
  expect,
}) => {
  stream.put(0, 10, LARGE);
  const early = stream.iterator("LATEST");
  stream.put(10, 60, LARGE);
  expect(stream.engine.call("GetRecords", { ShardIterator: early, Limit: 1 }).Records).toMatchObject([
    { dynamodb: { Keys: { sk: { N: "10" } } } },
  ]);

  stream.engine.now += 17 * MINUTE_MS;
  stream.put(70, 60, LARGE);
  const gone = { code: "TrimmedDataAccessException" };
  expect(stream.engine.call("GetRecords", { ShardIterator: early })).toMatchObject(gone);
  expect(open().engine.call("GetRecords", { ShardIterator: early })).toMatchObject(gone);
});
