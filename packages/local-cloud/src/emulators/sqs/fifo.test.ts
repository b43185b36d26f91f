import { beforeEach, expect, test } from "vitest";
import { createTestSqs, type TestSqs } from "./sqs-fixture.ts";

let sqs: TestSqs;
let url: string;

beforeEach(async () => {
  sqs = createTestSqs();
  url = await sqs.create("orders.fifo", { ContentBasedDeduplication: "True" });
});

/** Sends `g1-m1` and the like to the group they begin with. */
const send = async (...bodies: readonly string[]) => {
  for (const body of bodies) await sqs.send(url, body, { MessageGroupId: body.split("-")[0] });
};
const take = (max: number, more = {}) => sqs.bodies(url, { MaxNumberOfMessages: max, ...more });
const change = (ReceiptHandle: string, VisibilityTimeout: number) =>
  sqs.call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle, VisibilityTimeout });
const remove = (ReceiptHandle: string) => sqs.call("DeleteMessage", { QueueUrl: url, ReceiptHandle });
const pass = (seconds: number) => sqs.cloud.clock.advance(seconds * 1000);

test("serves one group after the other, each in its order", async () => {
  await send("g1-m1", "g2-m1", "g1-m2", "g1-m3");
  expect(await take(10)).toEqual(["g1-m1", "g1-m2", "g1-m3", "g2-m1"]);
});

test("keeps the order when messages come back", async () => {
  await send("g1-m0", "g1-m1", "g1-m2");
  await take(10);
  pass(30);
  expect(await take(10)).toEqual(["g1-m0", "g1-m1", "g1-m2"]);
});

test("holds a group for what is in flight, and serves the longest waiting one first", async () => {
  await send("g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1", "g3-m1");
  expect(await take(2)).toEqual(["g1-m1", "g1-m2"]);
  expect(await take(1)).toEqual(["g2-m1"]);
  pass(30);
  expect(await take(10)).toEqual(["g3-m1", "g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1"]);
});

test("puts a group that was received without a timeout behind the others", async () => {
  await send("g1-m1", "g2-m1", "g2-m2", "g3-m1", "g1-m2");
  expect(await take(3, { VisibilityTimeout: 0 })).toEqual(["g1-m1", "g1-m2", "g2-m1"]);
  expect(await take(10, { VisibilityTimeout: 0 })).toEqual(["g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"]);
});

test("delivers of a group what stands before the first message in flight", async () => {
  await send("g1-m1", "g1-m2", "g2-m1");
  const [first] = await sqs.receive(url, { MaxNumberOfMessages: 2 });
  await change(first!.ReceiptHandle, 0);
  expect(await take(3)).toEqual(["g2-m1", "g1-m1"]);
});

test.each([
  { position: 0, left: [] },
  { position: 1, left: ["g-foo"] },
  { position: 2, left: ["g-foo", "g-bar"] },
])("holds back from the message whose timeout was extended, number $position", async ({ position, left }) => {
  await send("g-foo", "g-bar", "g-baz");
  const all = await sqs.receive(url, { VisibilityTimeout: 1 });
  await change(all[position]!.ReceiptHandle, 4);
  pass(2);
  expect(await take(5)).toEqual(left);
});

test("lets a group go when all its messages in flight are deleted, not before", async () => {
  await send("g1-m1", "g1-m2", "g1-m3");
  const [first, second] = await sqs.receive(url, { MaxNumberOfMessages: 2 });
  await remove(first!.ReceiptHandle);
  expect(await take(10)).toEqual([]);
  await remove(second!.ReceiptHandle);
  expect(await take(10)).toEqual(["g1-m3"]);
});

test("wakes who waits when the group is let go", async () => {
  await send("g1-m1", "g1-m2");
  const [first] = await sqs.receive(url, { MaxNumberOfMessages: 1 });
  const waiting = sqs.bodies(url, { WaitTimeSeconds: 20 });
  await remove(first!.ReceiptHandle);
  expect(await waiting).toEqual(["g1-m2"]);
});

test("goes on with a group that was empty", async () => {
  await send("g1-m1");
  const [first] = await sqs.receive(url);
  await remove(first!.ReceiptHandle);
  expect(await take(10)).toEqual([]);
  await send("g1-m2");
  expect(await take(10)).toEqual(["g1-m2"]);
});

test("delays all messages as the queue says, also when asked for no delay", async () => {
  url = await sqs.create("late.fifo", { ContentBasedDeduplication: "true", DelaySeconds: "2" });
  await sqs.send(url, "a", { MessageGroupId: "g", DelaySeconds: 0 });
  expect(await take(10)).toEqual([]);
  pass(2);
  expect(await take(10)).toEqual(["a"]);
});

test("counts sequence numbers up, and gives all attributes of a message", async () => {
  const first = await sqs.send(url, "a", { MessageGroupId: "g", MessageDeduplicationId: "a" });
  const second = await sqs.send(url, "b", { MessageGroupId: "g", MessageDeduplicationId: "b" });
  expect(BigInt(second.SequenceNumber!)).toBeGreaterThan(BigInt(first.SequenceNumber!));
  const [message] = await sqs.receive(url, { MaxNumberOfMessages: 1 });
  expect(message!.Attributes).toEqual({
    ApproximateFirstReceiveTimestamp: expect.any(String),
    ApproximateReceiveCount: "1",
    MessageDeduplicationId: "a",
    MessageGroupId: "g",
    SenderId: "000000000000",
    SentTimestamp: expect.any(String),
    SequenceNumber: first.SequenceNumber,
  });
});

const HIGH = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
const duplicateIn = (group: string, id: string) =>
  sqs.send(url, `${group}-${id}`, { MessageGroupId: group, MessageDeduplicationId: id });

test.each([
  { scope: "of the queue", attributes: {}, delivered: ["g1-same"] },
  {
    scope: "of a group",
    attributes: { DeduplicationScope: "messageGroup" },
    delivered: ["g1-same", "g2-same"],
  },
  { scope: "of a group with high throughput", attributes: HIGH, delivered: ["g1-same", "g2-same"] },
])(
  "takes one id once in the scope $scope, also when the message is deleted",
  async ({ attributes, delivered }) => {
    url = await sqs.create("scoped.fifo", attributes);
    await duplicateIn("g1", "same");
    const [first] = await sqs.receive(url);
    await duplicateIn("g1", "same");
    await duplicateIn("g2", "same");
    await remove(first!.ReceiptHandle);
    expect([first!.Body, ...(await take(10))]).toEqual(delivered);
  },
);

test.each([
  { from: {}, to: HIGH, delivered: ["g1-same"] },
  {
    from: HIGH,
    to: { DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" },
    delivered: ["g1-same", "g2-same"],
  },
])("keeps the scope the queue was created with: $delivered", async ({ from, to, delivered }) => {
  url = await sqs.create("changed.fifo", from);
  await sqs.call("SetQueueAttributes", { QueueUrl: url, Attributes: to });
  expect(await sqs.attributes(url, "All")).toMatchObject(to);
  await duplicateIn("g1", "same");
  await duplicateIn("g2", "same");
  expect(await take(10)).toEqual(delivered);
});

test("forgets deduplication ids when purged", async () => {
  await duplicateIn("g", "same");
  await sqs.call("PurgeQueue", { QueueUrl: url });
  await duplicateIn("g", "same");
  expect(await take(10)).toEqual(["g-same"]);
});

test("takes a handle only while its message is in flight by it", async () => {
  await send("g1-m1");
  const [message] = await sqs.receive(url, { VisibilityTimeout: 1 });
  pass(1);
  await expect(remove(message!.ReceiptHandle)).rejects.toMatchObject({
    code: "InvalidParameterValue",
    message: `Value ${message!.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  });
  await expect(change(message!.ReceiptHandle, 5)).rejects.toMatchObject({ code: "InvalidParameterValue" });
  const [again] = await sqs.receive(url, { VisibilityTimeout: 1 });
  await change(again!.ReceiptHandle, 5);
  pass(2);
  await remove(again!.ReceiptHandle);
  expect(await take(10)).toEqual([]);
});

test("stays in order when messages go to a dead-letter queue, and starts their age anew there", async () => {
  const deadUrl = await sqs.create("dead.fifo", { ContentBasedDeduplication: "true" });
  const { QueueArn } = await sqs.attributes(deadUrl, "QueueArn");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 2 });
  url = await sqs.create("source.fifo", { ContentBasedDeduplication: "true", RedrivePolicy });
  await send("g-a", "g-b");
  for (let time = 0; time < 2; time++) await take(1, { VisibilityTimeout: 0 });
  pass(60);
  expect(await take(10)).toEqual(["g-b"]);
  const [dead] = await sqs.receive(deadUrl);
  expect(dead).toMatchObject({ Body: "g-a", Attributes: { ApproximateReceiveCount: "3" } });
  expect(sqs.cloud.clock.now() - Number(dead!.Attributes!.SentTimestamp)).toBeLessThan(30_000);
  await send("g-c");
  expect(await take(10)).toEqual([]);
});

test("hands the same messages to an attempt that is repeated, until one of them is deleted", async () => {
  await send("g1-m1", "g1-m2", "g2-m1");
  const attempt = { MaxNumberOfMessages: 2, ReceiveRequestAttemptId: "attempt" };
  const first = await sqs.receive(url, attempt);
  expect(await sqs.receive(url, attempt)).toEqual(first);
  await remove(first[0]!.ReceiptHandle);
  expect(await sqs.bodies(url, attempt)).toEqual(["g2-m1"]);
  const standard = await sqs.create("standard");
  await expect(sqs.receive(standard, attempt)).rejects.toMatchObject({ code: "InvalidParameterValue" });
});
