import { afterEach, beforeEach, expect, test } from "vitest";
import type { BatchResult, Poll, StreamPollOptions, StreamRecord } from "../core/polling.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { createPolling } from "./index.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/1";
let cloud: TestCloud;
let publish: (records: StreamRecord[]) => void;
let polls: Poll[];
let sequence: number;
let handled: string[][];
let discarded: [ids: string[], code: string][];

/** Records of items: `record("a", "a", "b")` is two changes of item a and one of b. */
const records = (...items: string[]): StreamRecord[] =>
  items.map((item) => {
    const SequenceNumber = String(++sequence);
    return {
      eventID: `event-${SequenceNumber}`,
      eventVersion: "1.1",
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      awsRegion: "eu-west-1",
      eventSourceARN: ARN,
      dynamodb: {
        Keys: { pk: { S: item } },
        StreamViewType: "KEYS_ONLY",
        SequenceNumber,
        SizeBytes: 1,
        ApproximateCreationDateTime: 0,
      },
    };
  });

const poll = (handle: (ids: string[]) => Promise<BatchResult>, options: Partial<StreamPollOptions> = {}) => {
  const started = createPolling(cloud).stream({
    streamArn: ARN,
    startingPosition: "LATEST",
    batchSize: 10,
    batchWindowMs: 0,
    concurrency: 1,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds: -1,
    bisectOnError: false,
    onDiscard: async (batch, { code }) => {
      discarded.push([batch.records.map(({ dynamodb }) => dynamodb.SequenceNumber), code]);
    },
    handle: (batch) => {
      const ids = batch.records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      handled.push(ids);
      return handle(ids);
    },
    ...options,
  });
  polls.push(started);
};
const succeed = async () => [];
/** Lets retries run that wait for their backoff. */
const passTime = async (until: () => boolean) => {
  for (let turn = 0; turn < 1000 && !until(); turn++) {
    cloud.clock.advance(60_000);
    await new Promise(setImmediate);
  }
  expect(until()).toBe(true);
};

beforeEach(() => {
  cloud = createTestCloud();
  polls = [];
  handled = [];
  discarded = [];
  sequence = 0;
  cloud.offer("streams", {
    subscribe: (_arn, _position, listener) => {
      publish = listener;
      return () => {};
    },
  });
});
afterEach(async () => {
  await Promise.all(polls.map((started) => started.stop()));
  cloud.clock.stop();
});

test("hands over records in order, at most a batch at a time", async () => {
  poll(succeed, { batchSize: 2 });
  publish(records("a", "b", "c"));
  await expect.poll(() => handled).toEqual([["1", "2"], ["3"]]);
});

test("gathers a batch until its window is over", async () => {
  poll(succeed, { batchWindowMs: 5_000 });
  publish(records("a"));
  publish(records("b"));
  await new Promise(setImmediate);
  expect(handled).toEqual([]);
  cloud.clock.advance(5_000);
  await expect.poll(() => handled).toEqual([["1", "2"]]);
});

test("passes over records the filter does not let through", async () => {
  poll(succeed, { filter: ({ dynamodb }) => dynamodb.SequenceNumber !== "2" });
  publish(records("a", "b", "c"));
  await expect.poll(() => handled).toEqual([["1", "3"]]);
});

test("handles different items at once and never two changes of the same item", async () => {
  const finish = new Map<string, () => void>();
  poll(([id]) => new Promise((resolve) => finish.set(id!, () => resolve([]))), {
    batchSize: 1,
    concurrency: 3,
  });
  publish(records("a", "a", "b"));
  await expect.poll(() => handled).toEqual([["1"], ["3"]]);
  finish.get("1")!();
  await expect.poll(() => handled).toEqual([["1"], ["3"], ["2"]]);
  for (const done of finish.values()) done();
});

test("tries again from the lowest sequence number that failed", async () => {
  let tries = 0;
  poll(async () => (++tries === 1 ? ["3", "2"] : []));
  publish(records("a", "b", "c"));
  await passTime(() => handled.length === 2);
  expect(handled).toEqual([
    ["1", "2", "3"],
    ["2", "3"],
  ]);
});

test("holds back later records of a batch that fails", async () => {
  let failing = true;
  poll(async () => {
    if (failing) throw new Error("down");
    return [];
  });
  publish(records("a"));
  await expect.poll(() => handled.length).toBe(1);
  publish(records("a"));
  await passTime(() => handled.length === 3);
  failing = false;
  await passTime(() => handled.at(-1)?.[0] === "2");
  expect(handled.slice(0, 3)).toEqual([["1"], ["1"], ["1"]]);
});

test("gives up after the maximum of retries and goes on", async () => {
  poll(async (ids) => ids.filter((id) => id === "1"), { maximumRetryAttempts: 2, batchSize: 1 });
  publish(records("a", "b"));
  await passTime(() => handled.at(-1)?.[0] === "2");
  expect(handled).toEqual([["1"], ["1"], ["1"], ["2"]]);
  expect(discarded).toEqual([[["1"], "RetryAttemptsExhausted"]]);
});

test("gives up on records that are too old", async () => {
  poll(async (ids) => ids, { maximumRecordAgeSeconds: 60 });
  publish(records("a"));
  await passTime(() => discarded.length > 0);
  expect(discarded).toEqual([[["1"], "EventAgeExceeded"]]);
});

test("bisects a batch to find the record that fails, without counting that as retries", async () => {
  poll(
    async (ids) => {
      if (ids.includes("3")) throw new Error("poison");
      return [];
    },
    { bisectOnError: true, maximumRetryAttempts: 1 },
  );
  publish(records("a", "b", "c", "d"));
  await passTime(() => handled.at(-1)?.[0] === "4");
  expect(handled).toEqual([["1", "2", "3", "4"], ["1", "2"], ["3", "4"], ["3"], ["3"], ["4"]]);
  expect(discarded).toEqual([[["3"], "RetryAttemptsExhausted"]]);
});

test("names as causes the hops that wrote the records", async () => {
  const [record] = records("a");
  const write = cloud.journal.record({ service: "dynamodb", action: "PutItem", resource: "orders" });
  cloud.journal.link(`ddb:${record!.eventID}`, write);
  poll(succeed);
  publish([record!]);
  const receive = await cloud.journal.waitFor(({ action }) => action === "Receive");
  expect(receive.causes).toEqual([write.id]);
});
