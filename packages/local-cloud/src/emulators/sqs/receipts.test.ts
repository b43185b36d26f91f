import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
let url: string;
beforeEach(async () => {
  sqs = await startSqs();
  ({ url } = await sqs.queue("orders", { visibilityTimeoutSeconds: 1 }));
});
afterEach(() => sqs.stop());

const remove = (ReceiptHandle: string | undefined) =>
  sqs.call("DeleteMessage", { QueueUrl: url, ReceiptHandle });
const hide = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  sqs.call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle, VisibilityTimeout });
const take = async () => (await sqs.receive(url))[0]?.ReceiptHandle;

test("deletes by any handle of a message, also when its time is over or it was taken again", async () => {
  await sqs.send(url, "a");
  const first = await take();
  sqs.cloud.clock.advance(1_000);
  const second = await take();
  expect(second).not.toBe(first);
  expect((await remove(first)).status).toBe(200);
  sqs.cloud.clock.advance(1_000);
  expect(await take()).toBeUndefined();
  for (const handle of [first, second]) expect((await remove(handle)).status).toBe(200);
});

test("hides by any handle of a message, also when its time is over", async () => {
  await sqs.send(url, "a");
  const first = await take();
  for (let time = 0; time < 3; time++) {
    sqs.cloud.clock.advance(2_000);
    expect((await hide(first, 2)).status).toBe(200);
    expect(await take()).toBeUndefined();
  }
  sqs.cloud.clock.advance(2_000);
  expect(await take()).toBeDefined();
  expect((await hide(first, 0)).status).toBe(200);
  expect(await take()).toBeDefined();
});

test("refuses to hide a message that is deleted", async () => {
  await sqs.send(url, "a");
  const handle = await take();
  expect((await hide(handle, 42)).status).toBe(200);
  await remove(handle);
  expect(await hide(handle, 42)).toMatchObject({
    queryError: "InvalidParameterValue;Sender",
    body: {
      message: `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    },
  });
});

test("hides a message for twelve hours in all", async () => {
  await sqs.send(url, "a");
  const handle = await take();
  expect((await hide(handle, 43_200)).status).toBe(200);
  sqs.cloud.clock.advance(60_000);
  expect((await hide(handle, 43_200)).body.message).toContain("beyond the limit [43200 seconds]");
  expect((await hide(handle, 43_201)).body.message).toContain("Must be between 0 and 43200");
});

test("offers a message that came back before one that nobody took", async () => {
  await sqs.send(url, "first");
  await take();
  await sqs.send(url, "second");
  sqs.cloud.clock.advance(1_000);
  expect(await sqs.bodies(url, { MaxNumberOfMessages: 1 })).toEqual(["first"]);
});

test("deletes what is taken and what is delayed with a purge, and purges once a minute", async () => {
  for (const DelaySeconds of [0, 0, 2]) await sqs.send(url, "a", { DelaySeconds });
  await take();
  await sqs.ok("PurgeQueue", { QueueUrl: url });
  sqs.cloud.clock.advance(10_000);
  expect(await take()).toBeUndefined();
  await sqs.send(url, "b");
  expect(await take()).toBeDefined();
  expect(await sqs.call("PurgeQueue", { QueueUrl: url })).toMatchObject({
    status: 403,
    queryError: "AWS.SimpleQueueService.PurgeQueueInProgress;Sender",
    body: { message: "Only one PurgeQueue operation on orders is allowed every 60 seconds." },
  });
  sqs.cloud.clock.advance(50_000);
  await sqs.ok("PurgeQueue", { QueueUrl: url });
});

test("counts receives on in a chain of dead-letter queues, and each queue's limit by itself", async () => {
  const policy = (name: string) =>
    JSON.stringify({ deadLetterTargetArn: sqs.arnOf(name), maxReceiveCount: 1 });
  const last = await sqs.queue("third", { visibilityTimeoutSeconds: 0 });
  const middle = await sqs.queue("second", { visibilityTimeoutSeconds: 0, redrivePolicy: policy("third") });
  const first = await sqs.queue("first", { visibilityTimeoutSeconds: 0, redrivePolicy: policy("second") });
  const sent = await sqs.send(first.url, "a", {
    MessageAttributes: { kind: { DataType: "String", StringValue: "x" } },
  });
  const counts: unknown[] = [];
  for (const queue of [first, first, middle, middle, last]) {
    const [message] = await sqs.receive(queue.url);
    counts.push(message?.Attributes?.ApproximateReceiveCount);
    if (!message) continue;
    expect(message).toMatchObject({ MessageId: sent.MessageId, MessageAttributes: { kind: {} } });
  }
  expect(counts).toEqual(["1", undefined, "2", undefined, "3"]);
});

test("refuses a short poll when as many messages are in flight as can be", async () => {
  const queue = sqs.cloud.use("queues").get(sqs.arnOf("orders"))!;
  const message = { body: "a", md5OfBody: "", messageAttributes: {}, approximateReceiveCount: 0 };
  for (let id = 0; id <= 120_000; id++)
    queue.accept({ ...message, messageId: String(id), sentTimestamp: sqs.cloud.clock.now() });
  expect(queue.take(120_001, 60)).toHaveLength(120_000);
  expect(await sqs.call("ReceiveMessage", { QueueUrl: url })).toMatchObject({
    status: 403,
    queryError: "OverLimit;Sender",
  });
  const waiting = sqs.bodies(url, { WaitTimeSeconds: 20 });
  await sqs.cloud.journal.waitFor(
    ({ action, durationMs }) => action === "ReceiveMessage" && durationMs === undefined,
  );
  sqs.cloud.clock.advance(20_000);
  expect(await waiting).toEqual([]);
});
