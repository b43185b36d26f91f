import { afterEach, beforeEach, expect, test } from "vitest";
import type { Poll, QueuePollOptions, QueueRecord } from "../core/polling.ts";
import { createSqsEmulator } from "../emulators/sqs/emulator.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { provision } from "../testing/provision.ts";

const ARN = "arn:aws:sqs:eu-west-1:000000000000:orders";
const root = { principal: { kind: "root" }, causes: [] } as const;
let cloud: TestCloud;
let sqs: ReturnType<typeof createSqsEmulator>;
let polls: Poll[];
let batches: QueueRecord[][];

const queue = (name: string, inputs: Record<string, unknown> = {}) =>
  provision(cloud, sqs, "aws:sqs/queue:Queue", name, { name, ...inputs });
const send = (...bodies: string[]) =>
  cloud.call(
    "sqs",
    "SendMessageBatch",
    {
      QueueUrl: "orders",
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    },
    root,
  );
const poll = (options: Partial<QueuePollOptions> = {}) => {
  const started = cloud.use("polling").queue({
    queueArn: ARN,
    batchSize: 10,
    batchWindowMs: 0,
    concurrency: 5,
    handle: async () => [],
    ...options,
    ...(options.handle && {
      handle: (batch) => {
        batches.push([...batch.records]);
        return options.handle!(batch);
      },
    }),
  });
  polls.push(started);
  return started;
};
const succeed = async () => [];
const bodies = () => batches.map((records) => records.map(({ body }) => body));
const waiting = async () => {
  const answer = await cloud.call(
    "sqs",
    "GetQueueAttributes",
    { QueueUrl: "orders", AttributeNames: ["All"] },
    root,
  );
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
    answer.Attributes!;
  return Number(visible) + Number(hidden);
};

beforeEach(async () => {
  cloud = createTestCloud();
  sqs = createSqsEmulator(cloud);
  cloud.add(sqs);
  polls = [];
  batches = [];
});
afterEach(async () => {
  await Promise.all(polls.map((started) => started.stop()));
  await sqs.stop?.();
  cloud.clock.stop();
});

test("gathers messages while the consumer is busy", async () => {
  await queue("orders");
  const free = Promise.withResolvers<void>();
  poll({ handle: succeed, batchSize: 3, ready: () => free.promise });
  await send("a");
  await send("b");
  await send("c", "d");
  free.resolve();
  await expect.poll(bodies).toEqual([["a", "b", "c"], ["d"]]);
});

test("hands over at once what arrives, and deletes what went well", async () => {
  await queue("orders");
  poll({ handle: succeed });
  await send("a", "b");
  await expect.poll(bodies).toEqual([["a", "b"]]);
  expect(batches[0]![0]).toMatchObject({
    eventSource: "aws:sqs",
    eventSourceARN: ARN,
    awsRegion: "eu-west-1",
    attributes: { ApproximateReceiveCount: "1" },
  });
  await expect.poll(waiting).toBe(0);
});

test("gathers a batch until its window is over or it is full", async () => {
  await queue("orders");
  poll({ handle: succeed, batchWindowMs: 5_000, batchSize: 3 });
  await send("a");
  await send("b");
  expect(batches).toEqual([]);
  cloud.clock.advance(5_000);
  await expect.poll(bodies).toEqual([["a", "b"]]);
  await send("c", "d", "e", "f");
  await expect.poll(bodies).toEqual([
    ["a", "b"],
    ["c", "d", "e"],
  ]);
});

test("runs no more batches at once than allowed", async () => {
  await queue("orders");
  const finish: (() => void)[] = [];
  const handle = () => new Promise<string[]>((resolve) => finish.push(() => resolve([])));
  poll({ handle, batchSize: 1, concurrency: 2 });
  await send("a", "b", "c");
  await expect.poll(bodies).toEqual([["a"], ["b"]]);
  finish[0]!();
  await expect.poll(bodies).toEqual([["a"], ["b"], ["c"]]);
  for (const done of finish) done();
});

test("deletes messages the filter does not let through", async () => {
  await queue("orders");
  poll({ handle: succeed, filter: ({ body }) => body !== "other" });
  await send("order", "other");
  await expect.poll(bodies).toEqual([["order"]]);
  await expect.poll(waiting).toBe(0);
});

test("brings back only the messages that failed, when their visibility timeout is over", async () => {
  await queue("orders", { visibilityTimeoutSeconds: 30 });
  let failing = true;
  poll({
    handle: async ({ records }) => {
      const failed = failing ? records.filter(({ body }) => body === "bad") : [];
      return failed.map(({ messageId }) => messageId);
    },
  });
  await send("good", "bad");
  await expect.poll(bodies).toEqual([["good", "bad"]]);
  await expect.poll(waiting).toBe(1);
  failing = false;
  cloud.clock.advance(30_000);
  await expect.poll(bodies).toEqual([["good", "bad"], ["bad"]]);
  await expect.poll(waiting).toBe(0);
  const receives = cloud.journal.hops(({ action }) => action === "Receive");
  expect(receives.map(({ attempt }) => attempt)).toEqual([undefined, 2]);
});

test("fails the whole batch on an error, and gives it as the reason when the messages are dead", async () => {
  await queue("orders-dead");
  await queue("orders", {
    visibilityTimeoutSeconds: 30,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}-dead`, maxReceiveCount: 1 }),
  });
  poll({
    handle: async () => {
      throw new RangeError("out of flour");
    },
  });
  await send("a", "b");
  await expect.poll(bodies).toEqual([["a", "b"]]);
  cloud.clock.advance(30_000);
  await expect
    .poll(() => cloud.journal.hops(({ action }) => action === "DeadLetter").map(({ error }) => error))
    .toEqual(Array(2).fill({ code: "RangeError", message: "out of flour" }));
  expect(cloud.use("queues").get(`${ARN}-dead`)?.peek()).toHaveLength(2);
});

test("stops after the batches under way", async () => {
  await queue("orders");
  let finish = () => {};
  const handle = () =>
    new Promise<string[]>((resolve) => {
      finish = () => resolve([]);
    });
  const started = poll({ handle });
  await send("a");
  await expect.poll(bodies).toEqual([["a"]]);
  let stopped = false;
  const stopping = started.stop().then(() => {
    stopped = true;
  });
  await send("b");
  expect(stopped).toBe(false);
  finish();
  await stopping;
  expect(bodies()).toEqual([["a"]]);
  expect(await waiting()).toBe(1);
});

test("names the queue that is not there", () => {
  expect(() => poll()).toThrow(`There is no queue ${ARN} to poll.`);
});
