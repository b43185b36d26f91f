import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

const contentBased = { contentBasedDeduplication: true };
/** Sends `a1` to group `a`, and so on. */
const fill = async (url: string, ...bodies: string[]) => {
  for (const body of bodies) await sqs.send(url, body, { MessageGroupId: body[0]! });
};
const take = (url: string, max = 10, more: object = {}) =>
  sqs.receive(url, { MaxNumberOfMessages: max, ...more });
const taken = async (url: string, max = 10, more: object = {}) =>
  (await take(url, max, more)).map(({ Body }) => Body);
const remove = (QueueUrl: string, message?: { ReceiptHandle?: string }) =>
  sqs.call("DeleteMessage", { QueueUrl, ReceiptHandle: message?.ReceiptHandle });
const hide = (QueueUrl: string, message: { ReceiptHandle?: string } | undefined, VisibilityTimeout: number) =>
  sqs.ok("ChangeMessageVisibility", { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout });

// Orders as recorded on AWS, https://github.com/localstack/localstack/tree/main/tests/aws/services/sqs.
test("hands out the messages of a group together, whatever was sent between them", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1", "b1", "a2", "a3");
  expect(await taken(url)).toEqual(["a1", "a2", "a3", "b1"]);
});

test("lets groups take turns once their messages are visible again", async () => {
  const url = await sqs.fifo({ ...contentBased, visibilityTimeoutSeconds: 1 });
  await fill(url, "a1", "a2", "a3", "a4", "b1", "c1");
  expect(await taken(url, 2)).toEqual(["a1", "a2"]);
  expect(await taken(url, 1)).toEqual(["b1"]);
  sqs.cloud.clock.advance(2_000);
  expect(await taken(url, 10, { VisibilityTimeout: 0 })).toEqual(["c1", "a1", "a2", "a3", "a4", "b1"]);
});

test("keeps the order of groups that were taken for no time", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1", "b1", "b2", "c1", "a2");
  expect(await taken(url, 3, { VisibilityTimeout: 0 })).toEqual(["a1", "a2", "b1"]);
  expect(await taken(url, 10, { VisibilityTimeout: 0 })).toEqual(["c1", "a1", "a2", "b1", "b2"]);
});

test.each([0, 1])(
  "offers a message that is visible again, and not the one after it (%i s)",
  async (seconds) => {
    const url = await sqs.fifo(contentBased);
    await fill(url, "a1", "a2", "b1");
    const [first] = await take(url, 2);
    await hide(url, first, seconds);
    sqs.cloud.clock.advance(seconds * 1000);
    expect(await taken(url, 3)).toEqual(["b1", "a1"]);
  },
);

test.each([
  [0, []],
  [1, ["a1"]],
  [2, ["a1", "a2"]],
])("offers what stands before message %i, which is still in flight", async (position, offered) => {
  const url = await sqs.fifo({ ...contentBased, visibilityTimeoutSeconds: 1 });
  await fill(url, "a1", "a2", "a3");
  await hide(url, (await take(url))[position], 4);
  sqs.cloud.clock.advance(2_000);
  expect(await taken(url)).toEqual(offered);
});

test("holds a group until all that was taken is deleted", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1", "b1", "a2", "b2", "a3", "a4", "c1");
  const [first, second] = await take(url, 2);
  await remove(url, first);
  expect(await taken(url)).toEqual(["b1", "b2", "c1"]);
  await remove(url, second);
  expect(await taken(url)).toEqual(["a3", "a4"]);
});

test("wakes a receiver that waits for a group when its message is deleted", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1", "a2");
  const [first] = await take(url, 1);
  const waiting = taken(url, 1, { WaitTimeSeconds: 20 });
  await sqs.cloud.journal.waitFor(
    ({ action, durationMs }) => action === "ReceiveMessage" && durationMs === undefined,
  );
  await remove(url, first);
  expect(await waiting).toEqual(["a2"]);
});

test("counts only what was taken as not visible", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1", "a2", "b1", "b2", "c1", "c2");
  await take(url, 1);
  await take(url, 1);
  const { Attributes } = await sqs.ok("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] });
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: "4",
    ApproximateNumberOfMessagesNotVisible: "2",
  });
});

test("takes the delay of the queue, and a delay of 0 as none given", async () => {
  const url = await sqs.fifo({ ...contentBased, delaySeconds: 2 });
  await sqs.send(url, "a1", { MessageGroupId: "a", DelaySeconds: 0 });
  await fill(url, "a2");
  expect(await taken(url)).toEqual([]);
  sqs.cloud.clock.advance(2_000);
  expect(await taken(url)).toEqual(["a1", "a2"]);
});

test("no longer deletes or hides with a handle whose time is over", async () => {
  const url = await sqs.fifo({ ...contentBased, visibilityTimeoutSeconds: 1 });
  await fill(url, "a1");
  const [old] = await take(url, 1);
  await hide(url, old, 5);
  sqs.cloud.clock.advance(5_000);
  const expired = {
    queryError: "InvalidParameterValue;Sender",
    body: {
      message: `Value ${old!.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    },
  };
  expect(await remove(url, old)).toMatchObject(expired);
  const [current] = await take(url, 1);
  expect(await remove(url, old)).toMatchObject(expired);
  expect(await remove(url, current)).toMatchObject({ status: 200 });
  expect(await remove(url, old)).toMatchObject({ status: 200 });
});

const send = (url: string, MessageGroupId: string, MessageDeduplicationId: string) =>
  sqs.send(url, `${MessageGroupId}/${MessageDeduplicationId}`, { MessageGroupId, MessageDeduplicationId });

test.each([
  ["queue", undefined, ["a/1"]],
  ["messageGroup", undefined, ["a/1", "b/1"]],
  ["messageGroup", "perMessageGroupId", ["a/1", "b/1"]],
])("knows a message again by its id with scope %s and limit %s", async (scope, limit, expected) => {
  const url = await sqs.fifo({ deduplicationScope: scope, fifoThroughputLimit: limit });
  for (const group of ["a", "b", "a"]) await send(url, group, "1");
  expect(await taken(url)).toEqual(expected);
});

test("keeps the scope for a while when it changes", async () => {
  const url = await sqs.fifo();
  await send(url, "a", "1");
  const Attributes = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
  await sqs.ok("SetQueueAttributes", { QueueUrl: url, Attributes });
  await send(url, "b", "1");
  await send(url, "c", "2");
  await send(url, "d", "2");
  expect(await taken(url)).toEqual(["a/1", "c/2"]);
  sqs.cloud.clock.advance(60_000);
  await send(url, "e", "2");
  expect(await taken(url, 10, { WaitTimeSeconds: 0 })).toContain("e/2");
});

test("knows content again, also when the message is gone, and forgets it with a purge", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1");
  const [first] = await take(url);
  expect(first!.Attributes).toMatchObject({
    MessageGroupId: "a",
    MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
    SequenceNumber: expect.stringMatching(/^\d{20}$/),
  });
  await remove(url, first);
  await fill(url, "a1");
  expect(await taken(url)).toEqual([]);
  await sqs.ok("PurgeQueue", { QueueUrl: url });
  await fill(url, "a1");
  expect(await taken(url)).toEqual(["a1"]);
});

test("numbers messages in the order they were sent", async () => {
  const url = await sqs.fifo(contentBased);
  const numbers: string[] = [];
  for (const body of ["a1", "a2", "b1"]) {
    numbers.push((await sqs.send(url, body, { MessageGroupId: body[0]! })).SequenceNumber!);
  }
  expect(numbers.toSorted()).toEqual(numbers);
  expect(new Set(numbers).size).toBe(3);
});

test("hands the same messages to who tries a receive again, until one is deleted", async () => {
  const url = await sqs.fifo(contentBased);
  await fill(url, "a1", "b1", "c1");
  const attempt = { ReceiveRequestAttemptId: "attempt-1" };
  const first = await take(url, 2, attempt);
  sqs.cloud.clock.advance(20_000);
  const again = await take(url, 2, attempt);
  expect(again.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(
    first.map(({ ReceiptHandle }) => ReceiptHandle),
  );
  sqs.cloud.clock.advance(20_000);
  expect((await remove(url, first[0])).status).toBe(200);
  expect(await taken(url, 2, attempt)).toEqual(["c1"]);
});

test("goes on with a group whose message moved to the dead-letter queue", async () => {
  const dead = await sqs.queue("dead.fifo", { fifoQueue: true });
  const url = await sqs.fifo({
    ...contentBased,
    visibilityTimeoutSeconds: 0,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
  });
  await fill(url, "a1");
  for (let time = 0; time < 3; time++) await take(url);
  await fill(url, "a2");
  expect(await taken(url)).toEqual(["a2"]);
  expect(await sqs.receive(dead.url)).toMatchObject([
    { Body: "a1", Attributes: { ApproximateReceiveCount: "3", MessageGroupId: "a" } },
  ]);
});
