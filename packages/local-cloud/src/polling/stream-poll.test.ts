import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Discarded, Poll, StreamBatch, StreamBatchResult, StreamPollOptions } from "../core/polling.ts";
import { startAt } from "../core/shards.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { createPolling } from "./index.ts";
import { createFakeStream, type FakeStream } from "./shards.fixture.ts";

const ARN = "arn:aws:kinesis:eu-west-1:000000000000:stream/activity";
let cloud: TestCloud;
let stream: FakeStream;
let polls: Poll[];
let handled: string[][];
let batches: StreamBatch[];
let discarded: Discarded[];

const idsOf = ({ records }: Pick<StreamBatch, "records">) =>
  records.map(({ record }) => record.sequenceNumber);
type Handle = (ids: string[], batch: StreamBatch) => Promise<StreamBatchResult | readonly string[]>;

const poll = (handle: Handle, options: Partial<StreamPollOptions> = {}) => {
  const checkpoints = options.checkpoints ?? startAt(stream, { type: "TRIM_HORIZON" });
  const started = createPolling(cloud).stream({
    source: stream,
    batchSize: 10,
    batchWindowMs: 0,
    parallelizationFactor: 1,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds: -1,
    bisectOnError: false,
    event: ({ data }) => data,
    onDiscard: async (records) => void discarded.push(records),
    ...options,
    checkpoints,
    handle: async (batch) => {
      const ids = idsOf(batch);
      batches.push(batch);
      handled.push(ids);
      const result = await handle(ids, batch);
      return "failed" in result ? result : { failed: result };
    },
  });
  polls.push(started);
  return { ...started, checkpoints };
};
const succeed = async () => [];
const fail = async () => {
  throw new Error("down");
};
const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};
/** Lets retries run that wait for their backoff. */
const passTime = async (until: () => boolean, stepMs = 60_000) => {
  for (let turn = 0; turn < 2_000 && !until(); turn++) {
    cloud.clock.advance(stepMs);
    await turns(2);
  }
  expect(until()).toBe(true);
};
beforeEach(() => {
  cloud = createTestCloud();
  stream = createFakeStream(ARN, () => cloud.clock.now());
  polls = [];
  handled = [];
  batches = [];
  discarded = [];
});
afterEach(async () => {
  await Promise.all(polls.map((started) => started.stop()));
  cloud.clock.stop();
  expect(stream.listening).toBe(0);
});

test("hands over records in order, at most a batch at a time", async () => {
  poll(succeed, { batchSize: 2 });
  stream.put("a", "b", "c");
  await expect.poll(() => handled).toEqual([["1", "2"], ["3"]]);
  expect(batches[0]).toMatchObject({ shardId: "shard-1" });
});

test("begins after what was there at LATEST", async () => {
  stream.put("a", "b");
  poll(succeed, { checkpoints: startAt(stream, { type: "LATEST" }) });
  stream.put("c");
  await expect.poll(() => handled).toEqual([["3"]]);
});

test("gathers a batch until its window is over, or it is full", async () => {
  poll(succeed, { batchWindowMs: 5_000, batchSize: 2 });
  stream.put("a");
  await turns();
  expect(handled).toEqual([]);
  cloud.clock.advance(5_000);
  await expect.poll(() => handled).toEqual([["1"]]);
  stream.put("b", "c", "d");
  await expect.poll(() => handled).toEqual([["1"], ["2", "3"]]);
});

test("hands over no more than fits into an invocation", async () => {
  const event = () => ({ text: "x".repeat(2_500_000) });
  poll(succeed, { event });
  stream.put("a", "b", "c");
  await expect.poll(() => handled).toEqual([["1", "2"], ["3"]]);
});

test("hands over a record that is too large by itself, for the function to fail on", async () => {
  const event = () => ({ text: "x".repeat(7_000_000) });
  poll(succeed, { event });
  stream.put("a", "b");
  await expect.poll(() => handled).toEqual([["1"], ["2"]]);
});

test("passes over records the filter does not let through", async () => {
  poll(succeed, { filter: ({ record }) => record.sequenceNumber !== "2" });
  stream.put("a", "b", "c");
  await expect.poll(() => handled).toEqual([["1", "3"]]);
});

test("reads no further than can be handled soon", async () => {
  const finish = Promise.withResolvers<readonly string[]>();
  poll(() => finish.promise, { batchSize: 10 });
  stream.put(...Array.from({ length: 5_000 }, (_, n) => `key-${n}`));
  await expect.poll(() => handled.length).toBe(1);
  await turns();
  expect(stream.reads.length).toBe(1);
  finish.resolve([]);
  await expect.poll(() => handled.length).toBe(500);
  expect(handled.flat()).toEqual(Array.from({ length: 5_000 }, (_, n) => String(n + 1)));
});

describe("with a parallelization factor", () => {
  test("handles as many batches at once, and never two of the same key", async () => {
    const running = new Set<string>();
    let most = 0;
    const perKey = new Map<string, string[]>();
    poll(
      async (ids, { records }) => {
        const keys = new Set(records.map(({ record }) => record.key));
        for (const key of keys) expect(running.has(key)).toBe(false);
        for (const key of keys) running.add(key);
        most = Math.max(most, running.size);
        await turns(3);
        for (const { record } of records)
          perKey.set(record.key, [...(perKey.get(record.key) ?? []), record.sequenceNumber]);
        for (const key of keys) running.delete(key);
        return ids.filter(() => false);
      },
      { batchSize: 1, parallelizationFactor: 10 },
    );
    const keys = Array.from({ length: 12 }, (_, n) => `key-${n}`);
    for (let round = 0; round < 5; round++) stream.put(...keys);
    await expect.poll(() => handled.length).toBe(60);
    expect(most).toBeGreaterThan(3);
    for (const numbers of perKey.values()) expect(numbers).toEqual([...numbers].sort((a, b) => +a - +b));
  });

  test("goes on with other keys while one fails", async () => {
    poll(async (_, { records }) => (records.some(({ record }) => record.key === "bad") ? fail() : []), {
      parallelizationFactor: 10,
    });
    stream.put("bad", ...Array.from({ length: 30 }, (_, n) => `key-${n}`));
    await expect.poll(() => new Set(handled.flat()).size).toBeGreaterThan(20);
  });
});

describe("when a batch fails", () => {
  test("tries again from the lowest sequence number that failed", async () => {
    let tries = 0;
    poll(async () => (++tries === 1 ? ["3", "2"] : []));
    stream.put("a", "b", "c");
    await passTime(() => handled.length === 2);
    expect(handled).toEqual([
      ["1", "2", "3"],
      ["2", "3"],
    ]);
  });

  test("holds back all that comes later", async () => {
    let failing = true;
    poll(async () => (failing ? fail() : []));
    stream.put("a");
    await expect.poll(() => handled.length).toBe(1);
    stream.put("b");
    await passTime(() => handled.length === 3);
    failing = false;
    await passTime(() => handled.at(-1)?.[0] === "2");
    expect(handled.slice(0, 3)).toEqual([["1"], ["1"], ["1"]]);
  });

  test("gives up after the maximum of retries and goes on", async () => {
    poll(async (ids) => ids.filter((id) => id === "1"), { maximumRetryAttempts: 2, batchSize: 1 });
    stream.put("a", "b");
    await passTime(() => handled.at(-1)?.[0] === "2");
    expect(handled).toEqual([["1"], ["1"], ["1"], ["2"]]);
    expect(discarded).toMatchObject([{ condition: "RetryAttemptsExhausted", invocations: 3, count: 1 }]);
  });

  test("has all its retries again after it got on", async () => {
    poll(async (ids) => ids.filter((id) => id === "3"), { maximumRetryAttempts: 3 });
    stream.put("a", "b", "c");
    await passTime(() => discarded.length > 0);
    expect(handled).toEqual([["1", "2", "3"], ["3"], ["3"], ["3"], ["3"]]);
    expect(discarded).toMatchObject([{ invocations: 4 }]);
  });

  test("doubles the time before each retry, from half a second to a minute", async () => {
    const waits: number[] = [];
    Object.assign(cloud.clock, { wait: async (ms: number) => void waits.push(ms) });
    let failures = 9;
    poll(async () => (failures-- > 0 ? fail() : []));
    stream.put("a");
    await expect.poll(() => handled.length).toBe(10);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test("does not count a batch that was throttled as tried", async () => {
    let refusals = 5;
    poll(async () => (refusals-- > 0 ? { failed: "throttled" as const } : []), { maximumRetryAttempts: 0 });
    stream.put("a");
    await passTime(() => handled.length === 6);
    await turns();
    expect(discarded).toEqual([]);
  });
});

describe("the maximum age of a record", () => {
  test("ends its retries", async () => {
    poll(async (ids) => ids, { maximumRecordAgeSeconds: 60 });
    stream.put("a");
    await passTime(() => discarded.length > 0);
    expect(discarded).toMatchObject([{ condition: "RecordAgeExceeded", records: [{}] }]);
  });

  test("lets the younger ones of the batch through", async () => {
    stream.putAt(cloud.clock.now() - 90_000, "old");
    stream.put("a", "b");
    poll(succeed, { maximumRecordAgeSeconds: 60 });
    await expect.poll(() => handled).toEqual([["2", "3"]]);
    expect(discarded).toMatchObject([{ condition: "RecordAgeExceeded", invocations: 1, count: 1 }]);
  });

  test("is at most as long as the stream keeps records", async () => {
    poll(fail);
    stream.put("a");
    await passTime(() => discarded.length > 0, 3_600_000);
    expect(discarded).toMatchObject([{ condition: "RecordAgeExceeded" }]);
  });
});

describe("bisecting", () => {
  test("finds the record that fails, without counting that as retries", async () => {
    poll(async (ids) => (ids.includes("3") ? fail() : []), { bisectOnError: true, maximumRetryAttempts: 1 });
    stream.put("a", "b", "c", "d");
    await passTime(() => handled.at(-1)?.[0] === "4");
    expect(handled).toEqual([["1", "2", "3", "4"], ["1", "2"], ["3", "4"], ["3"], ["3"], ["4"]]);
    expect(discarded.map(idsOf)).toEqual([["3"]]);
  });

  test("splits at the sequence number that was returned", async () => {
    let tries = 0;
    poll(async () => (++tries === 1 ? ["3"] : []), { bisectOnError: true });
    stream.put("a", "b", "c", "d", "e");
    await passTime(() => handled.length === 2);
    expect(handled[1]).toEqual(["3", "4", "5"]);
  });

  test("halves a batch whose first record was returned, so that it fails alone", async () => {
    poll(async (ids) => ids.filter((id) => id === "1"), { bisectOnError: true, maximumRetryAttempts: 0 });
    stream.put("a", "b", "c", "d");
    await passTime(() => handled.flat().includes("4") && handled.at(-1)?.at(-1) === "4");
    await passTime(() => handled.length === 5);
    expect(handled).toEqual([["1", "2", "3", "4"], ["1", "2"], ["1"], ["2"], ["3", "4"]]);
    expect(discarded.map(idsOf)).toEqual([["1"]]);
  });
});

describe("when it stops", () => {
  test("a later poll goes on after what was done", async () => {
    const first = poll(succeed, { batchSize: 1 });
    stream.put("a", "b");
    await expect.poll(() => handled.length).toBe(2);
    await first.stop();
    stream.put("c");
    poll(succeed, { checkpoints: first.checkpoints });
    await expect.poll(() => handled).toEqual([["1"], ["2"], ["3"]]);
  });

  test("what was not done comes again", async () => {
    const first = poll(fail, { batchSize: 1 });
    stream.put("a", "b");
    await expect.poll(() => handled.length).toBe(1);
    await first.stop();
    poll(succeed, { checkpoints: first.checkpoints, batchSize: 10 });
    await expect.poll(() => handled).toEqual([["1"], ["1", "2"]]);
  });

  test("waits for the batch under way", async () => {
    const finish = Promise.withResolvers<readonly string[]>();
    const started = poll(() => finish.promise);
    stream.put("a");
    await expect.poll(() => handled.length).toBe(1);
    let stopped = false;
    const stopping = started.stop().then(() => {
      stopped = true;
    });
    await turns();
    expect(stopped).toBe(false);
    finish.resolve([]);
    await stopping;
  });
});

describe("resharding", () => {
  test("reads a parent to its end before its children", async () => {
    let failing = true;
    poll(async (_, { shardId }) => (failing && shardId === "shard-1" ? fail() : []));
    stream.put("a");
    await expect.poll(() => handled.length).toBe(1);
    stream.end("shard-1");
    stream.open("shard-2", "shard-1");
    stream.put("b");
    await turns();
    expect(handled).toEqual([["1"]]);
    failing = false;
    await passTime(() => handled.at(-1)?.[0] === "2");
    expect(batches.at(-1)!.shardId).toBe("shard-2");
  });

  test("reads everything of a shard that comes later, also from LATEST", async () => {
    const checkpoints = startAt(stream, { type: "LATEST" });
    await checkpoints;
    stream.end("shard-1");
    stream.open("shard-2", "shard-1");
    stream.put("a");
    poll(succeed, { checkpoints });
    await expect.poll(() => handled).toEqual([["1"]]);
  });
});

test("reads on after an error of the source", async () => {
  const { read } = stream;
  let broken = true;
  stream.read = (...given) => (broken ? Promise.reject(new Error("no answer")) : read(...given));
  poll(succeed);
  stream.put("a");
  await expect.poll(() => cloud.warnings).toEqual([expect.stringContaining("no answer")]);
  broken = false;
  await passTime(() => handled.length === 1, 1_000);
});

test("names as causes the hops that wrote the records", async () => {
  const write = cloud.journal.record({ service: "dynamodb", action: "PutItem", resource: "orders" });
  cloud.journal.link("fake:1", write);
  poll(succeed);
  stream.put("a");
  const receive = await cloud.journal.waitFor(({ action }) => action === "Receive");
  expect(receive.causes).toEqual([write.id]);
});
