import { expect, test } from "vitest";
import type { StreamBatch, StreamPollOptions } from "../core/polling.ts";
import type { StreamPosition } from "../core/shards.ts";
import { createTestCloud } from "../testing/fake-cloud.ts";
import { createLives, keptNow } from "../testing/restart.ts";
import { createPolling } from "./index.ts";
import { createReaders } from "./readers.ts";
import { createFakeStream, type FakeStream } from "./shards.fixture.ts";

const ARN = "arn:aws:kinesis:eu-west-1:000000000000:stream/activity";
const LATEST = { type: "LATEST" } as const;
const never = () => new Promise<never>(() => {});
const succeed = async () => ({ failed: [] });

const setUp = () => {
  const next = createLives();
  // The stream is there, whoever reads it.
  const stream = createFakeStream(ARN, Date.now);
  const read = async (
    handle: StreamPollOptions["handle"] = succeed,
    options: Partial<StreamPollOptions> = {},
    { source, position }: { source: FakeStream; position: StreamPosition } = {
      source: stream,
      position: LATEST,
    },
  ) => {
    const cloud = await next();
    const readers = createReaders(cloud, "readers");
    const checkpoints = readers.checkpoints("reader", source, position);
    const handled: string[][] = [];
    createPolling(cloud).stream({
      source,
      checkpoints,
      batchSize: 2,
      batchWindowMs: 0,
      parallelizationFactor: 1,
      maximumRetryAttempts: -1,
      maximumRecordAgeSeconds: -1,
      bisectOnError: false,
      event: ({ data }) => data,
      onDiscard: async () => {},
      ...options,
      handle: (batch: StreamBatch) => {
        handled.push(batch.records.map(({ record }) => record.sequenceNumber));
        return handle(batch);
      },
    });
    await checkpoints;
    return { cloud, readers, handled, kept: () => keptNow(cloud, "readers") };
  };
  return { stream, read, next };
};

test("goes on behind the last batch that was done, and begins anew with the one that was not", async () => {
  const { stream, read } = setUp();
  const before = await read((batch) =>
    batch.records[0]?.record.sequenceNumber === "3" ? never() : succeed(),
  );
  stream.put("a", "b", "c", "d", "e");
  await expect
    .poll(() => before.handled)
    .toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);

  const after = await read();
  await expect.poll(() => after.handled).toEqual([["3", "4"], ["5"]]);
  expect(await after.kept()).toMatchObject([{ shards: [["shard-1", { after: "5" }]] }]);
});

test.each([
  ["nothing was there", []],
  ["something was there", ["a"]],
])(
  "one that began at LATEST gets what comes while nothing runs, though it had read nothing: %s",
  async (_, keys) => {
    const { stream, read } = setUp();
    stream.put(...keys);
    const before = await read(never);
    expect(await before.kept()).toHaveLength(1);
    await read(never);
    stream.put("while it is away");
    const after = await read();
    await expect.poll(() => after.handled).toEqual([[String(keys.length + 1)]]);
  },
);

test("what failed and was split is begun again from its first record that is not done", async () => {
  const { stream, read } = setUp();
  const before = await read(
    (batch) => {
      const [first] = batch.records;
      if (batch.records.length > 1) throw new Error("too many");
      return first?.record.sequenceNumber === "1" ? succeed() : never();
    },
    { bisectOnError: true },
  );
  stream.put("a", "b");
  await expect
    .poll(() => {
      before.cloud.clock.advance(1000);
      return before.handled;
    })
    .toEqual([["1", "2"], ["1"], ["2"]]);

  const after = await read();
  await expect.poll(() => after.handled).toEqual([["2"]]);
});

test("with several batches of a shard at once, the first record that is not done counts", async () => {
  const { stream, read } = setUp();
  const before = await read((batch) => (batch.records[0]?.record.key === "slow" ? never() : succeed()), {
    batchSize: 1,
    parallelizationFactor: 2,
  });
  stream.put("quick", "slow", "quick", "quick");
  await expect.poll(() => before.handled.flat().toSorted()).toEqual(["1", "2", "3", "4"]);
  expect(await before.kept()).toMatchObject([{ shards: [["shard-1", { after: "1" }]] }]);
});

test("passes over what is filtered for good", async () => {
  const { stream, read } = setUp();
  const before = await read(succeed, { filter: () => false });
  stream.put("a", "b");
  await expect.poll(before.kept).toMatchObject([{ shards: [["shard-1", { after: "2" }]] }]);
});

test("a shard that ended is not read again, and one that took over is read from its beginning", async () => {
  const { stream, read } = setUp();
  const before = await read();
  stream.put("a");
  stream.end("shard-1");
  await expect.poll(before.kept).toMatchObject([{ shards: [["shard-1", { after: "1", ended: true }]] }]);
  stream.open("shard-2", "shard-1");
  stream.put("b");
  const after = await read();
  await expect.poll(() => after.handled).toEqual([["2"]]);
});

test("begins anew in another source, and when it was forgotten", async () => {
  const { stream, read } = setUp();
  const other = createFakeStream(`${ARN}-2`, Date.now);
  other.put("x");
  await read();
  stream.put("a");
  const after = await read(succeed, {}, { source: other, position: { type: "TRIM_HORIZON" } });
  await expect.poll(() => after.handled).toEqual([["1"]]);
  after.readers.retain(() => false);
  expect(await after.kept()).toEqual([]);
});

test("begins anew after a beginning that failed", async () => {
  const { stream, read } = setUp();
  const { readers } = await read();
  const failing = { ...stream, begin: () => Promise.reject(new Error("unreachable")) };
  await expect(readers.checkpoints("other", failing, LATEST)).rejects.toThrow("unreachable");
  stream.put("a");
  const checkpoints = await readers.checkpoints("other", stream, LATEST);
  expect(checkpoints.get("shard-1")).toEqual({ after: "1" });
});

test("keeps no checkpoint of a reader that was forgotten while it began", async () => {
  const { stream, read } = setUp();
  const { readers, kept } = await read();
  const begun = readers.checkpoints("other", stream, LATEST);
  readers.forget("other");
  await begun;
  expect(await kept()).toHaveLength(1);
});

test("forgets shards that were read to their end and whose records are over", async () => {
  const { stream, read } = setUp();
  const { readers, kept } = await read();
  const reopened = { ...stream, shards: () => stream.shards().slice(-1) };
  const checkpoints = await readers.checkpoints("other", reopened, LATEST);
  checkpoints.set("old", { after: "0", ended: true });
  checkpoints.set("shard-1", { after: "1", ended: true });
  stream.open("shard-2", "shard-1");
  checkpoints.set("shard-2", { after: "2", ended: true });
  expect((await kept())[1]).toMatchObject({ shards: [["shard-2", { after: "2", ended: true }]] });
});

test("tells how far each reader is, also after a restart while it is switched off", async () => {
  const { stream, read, next } = setUp();
  const before = await read();
  stream.put("a", "b");
  const reached = ({ cloud }: Pick<typeof before, "cloud">) =>
    cloud.streamReaders.checkpoints(ARN, "shard-1");
  await expect.poll(() => reached(before)).toMatchObject([{ after: "2" }]);
  expect(before.cloud.streamReaders.checkpoints(`${ARN}-2`, "shard-1")).toEqual([]);

  const cloud = await next();
  createReaders(cloud, "readers");
  expect(reached({ cloud })).toMatchObject([{ after: "2" }]);
});

test("a reader that finds out where it begins has read nothing yet", () => {
  const cloud = createTestCloud();
  const readers = createReaders(cloud, "readers");
  const stream = createFakeStream(ARN, Date.now);
  void readers.checkpoints("reader", stream, LATEST);
  expect(cloud.streamReaders.checkpoints(ARN, "shard-1")).toEqual([undefined]);
});
