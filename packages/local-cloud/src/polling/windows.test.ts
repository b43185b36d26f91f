import { afterEach, beforeEach, expect, test } from "vitest";
import type { Discarded, Poll, StreamBatch, StreamBatchResult, StreamPollOptions } from "../core/polling.ts";
import { startAt } from "../core/shards.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { createPolling } from "./index.ts";
import { createFakeStream, type FakeStream } from "./shards.fixture.ts";

const ARN = "arn:aws:kinesis:eu-west-1:000000000000:stream/activity";
const MINUTE = 60_000;
/** The start of a minute. */
const START = 29_000_000 * MINUTE;

let cloud: TestCloud;
let stream: FakeStream;
let poll: Poll | undefined;
let batches: StreamBatch[];
let discarded: Discarded[];
let now: number;

const advance = (ms: number) => {
  now += ms;
  cloud.clock.advance(ms);
};
const count = (batch: StreamBatch): StreamBatchResult => {
  const state = batch.window!.state as { count?: number };
  return { failed: [], state: { count: (state.count ?? 0) + batch.records.length } };
};
const start = (
  handle: (batch: StreamBatch) => StreamBatchResult = count,
  options: Partial<StreamPollOptions> = {},
) => {
  const checkpoints = options.checkpoints ?? startAt(stream, { type: "TRIM_HORIZON" });
  poll = createPolling(cloud).stream({
    source: stream,
    batchSize: 2,
    batchWindowMs: 0,
    parallelizationFactor: 1,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds: -1,
    bisectOnError: false,
    tumblingWindowMs: MINUTE,
    event: ({ data }) => data,
    onDiscard: async (records) => void discarded.push(records),
    ...options,
    checkpoints,
    handle: async (batch) => {
      batches.push(batch);
      return handle(batch);
    },
  });
  return checkpoints;
};
const seen = () =>
  batches.map(({ records, window }) => [
    records.map(({ record }) => record.sequenceNumber).join(" "),
    (window!.start - START) / MINUTE,
    window!.state,
    window!.isFinal ? "final" : "",
  ]);

beforeEach(() => {
  cloud = createTestCloud();
  now = START;
  Object.assign(cloud.clock, { now: () => now });
  stream = createFakeStream(ARN, () => now);
  poll = undefined;
  batches = [];
  discarded = [];
});
afterEach(async () => {
  await poll?.stop();
  cloud.clock.stop();
});

test("hands the state on from batch to batch, and ends the window when its time is over", async () => {
  start();
  stream.put("a", "b", "c");
  await expect.poll(seen).toEqual([
    ["1 2", 0, {}, ""],
    ["3", 0, { count: 2 }, ""],
  ]);
  advance(59_000);
  stream.put("d");
  await expect.poll(() => seen().at(-1)).toEqual(["4", 0, { count: 3 }, ""]);
  advance(1_001);
  await expect.poll(() => seen().at(-1)).toEqual(["", 0, { count: 4 }, "final"]);
  expect(batches.at(-1)!.window).toMatchObject({ end: START + MINUTE, isTerminatedEarly: false });
});

test("ends a window before the records of the next one, each by when it came", async () => {
  stream.putAt(START - 100_000, "a");
  stream.putAt(START - 50_000, "b", "c");
  start();
  await expect.poll(seen).toEqual([
    ["1", -2, {}, ""],
    ["", -2, { count: 1 }, "final"],
    ["2 3", -1, {}, ""],
    ["", -1, { count: 2 }, "final"],
  ]);
});

test("has no final invocation of a window without records", async () => {
  start();
  advance(10 * MINUTE);
  stream.put("a");
  await expect.poll(seen).toEqual([["1", 10, {}, ""]]);
});

test("keeps the windows of keys that are handled at once apart", async () => {
  const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`);
  start(count, { parallelizationFactor: 4, batchSize: 100 });
  stream.put(...keys);
  await expect.poll(() => batches.flatMap(({ records }) => [...records]).length).toBe(40);
  advance(MINUTE + 1);
  await expect.poll(() => batches.filter(({ window }) => window!.isFinal).length).toBe(4);
  const totals = batches
    .filter(({ window }) => window!.isFinal)
    .map(({ window }) => (window!.state as { count: number }).count);
  expect(totals.reduce((sum, each) => sum + each, 0)).toBe(40);
});

test("tries a final invocation again until it succeeds, with later records held back", async () => {
  let failures = 3;
  start((batch) => (batch.window!.isFinal && failures-- > 0 ? { failed: "all" } : count(batch)));
  stream.put("a");
  await expect.poll(() => batches.length).toBe(1);
  advance(MINUTE + 1);
  stream.put("b");
  await expect.poll(() => batches.length).toBe(2);
  for (let tries = 0; tries < 20; tries++) {
    advance(1_000);
    await new Promise(setImmediate);
  }
  await expect
    .poll(() =>
      seen()
        .slice(1)
        .map(([records]) => records),
    )
    .toEqual(["", "", "", "", "2"]);
});

test("gives up a final invocation after the maximum of retries, and tells which records it was of", async () => {
  start((batch) => (batch.window!.isFinal ? { failed: "all" } : count(batch)), { maximumRetryAttempts: 0 });
  stream.put("a", "b", "c");
  await expect.poll(() => batches.length).toBe(2);
  advance(MINUTE + 1);
  await expect
    .poll(() => discarded)
    .toMatchObject([
      {
        condition: "RetryAttemptsExhausted",
        records: [],
        count: 3,
        first: { sequenceNumber: "1" },
        last: { sequenceNumber: "3" },
      },
    ]);
});

test("keeps the state while a batch is tried again", async () => {
  let failing = true;
  start((batch) => {
    if (!failing || batch.records.length === 2) return count(batch);
    failing = false;
    return { failed: "all" };
  });
  stream.put("a", "b", "c");
  await expect.poll(() => batches.length).toBe(2);
  advance(500);
  await expect.poll(seen).toEqual([
    ["1 2", 0, {}, ""],
    ["3", 0, { count: 2 }, ""],
    ["3", 0, { count: 2 }, ""],
  ]);
});

test("ends a window early when its state becomes too large, and goes on with it from none", async () => {
  const large = { text: "x".repeat(1024 ** 2) };
  start((batch) => (batch.records.length === 2 ? { failed: [], state: large } : count(batch)));
  stream.put("a", "b");
  await expect.poll(() => batches.length).toBe(2);
  expect(batches[1]!.window).toMatchObject({ isFinal: true, isTerminatedEarly: true, state: large });
  stream.put("c");
  await expect.poll(() => seen().at(-1)).toEqual(["3", 0, {}, ""]);
  advance(MINUTE + 1);
  await expect.poll(() => seen().at(-1)).toEqual(["", 0, { count: 1 }, "final"]);
  expect(batches.at(-1)!.window!.isTerminatedEarly).toBe(false);
});

test("ends the window when the shard ends", async () => {
  start();
  stream.put("a");
  await expect.poll(() => batches.length).toBe(1);
  stream.end("shard-1");
  stream.open("shard-2", "shard-1");
  stream.put("b");
  await expect.poll(seen).toEqual([
    ["1", 0, {}, ""],
    ["", 0, { count: 1 }, "final"],
    ["2", 0, {}, ""],
  ]);
});

test("reads the records of an open window again when a poll takes over", async () => {
  const checkpoints = start();
  stream.put("a", "b", "c");
  await expect.poll(() => batches.length).toBe(2);
  await poll!.stop();
  batches = [];
  start(count, { checkpoints });
  await expect.poll(seen).toEqual([
    ["1 2", 0, {}, ""],
    ["3", 0, { count: 2 }, ""],
  ]);
});
