import { beforeEach, expect, test } from "vitest";
import { createTestSqs, type TestSqs } from "./sqs-fixture.ts";

let sqs: TestSqs;
let url: string;

beforeEach(async () => {
  sqs = createTestSqs();
  url = await sqs.create("orders", { VisibilityTimeout: "2" });
});

const change = (ReceiptHandle: string, VisibilityTimeout: number) =>
  sqs.call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle, VisibilityTimeout });
const remove = (ReceiptHandle: string) => sqs.call("DeleteMessage", { QueueUrl: url, ReceiptHandle });
const pass = (seconds: number) => sqs.cloud.clock.advance(seconds * 1000);

test("deletes by any handle of a message, until it is deleted", async () => {
  await sqs.send(url, "a");
  const [first] = await sqs.receive(url);
  pass(2);
  const [second] = await sqs.receive(url);
  expect(second!.ReceiptHandle).not.toBe(first!.ReceiptHandle);
  await remove(first!.ReceiptHandle);
  pass(2);
  expect(await sqs.receive(url)).toEqual([]);
  await remove(first!.ReceiptHandle);
  await remove(second!.ReceiptHandle);
});

test("deletes a message that is visible again", async () => {
  await sqs.send(url, "a");
  const [message] = await sqs.receive(url);
  pass(3);
  await remove(message!.ReceiptHandle);
  expect(await sqs.attributes(url, "ApproximateNumberOfMessages")).toEqual({
    ApproximateNumberOfMessages: "0",
  });
});

test("changes the timeout by any handle, also when it is over", async () => {
  await sqs.send(url, "a");
  const [first] = await sqs.receive(url);
  pass(3);
  await change(first!.ReceiptHandle, 5);
  expect(await sqs.receive(url)).toEqual([]);
  pass(5);
  await sqs.receive(url);
  await change(first!.ReceiptHandle, 0);
  expect(await sqs.bodies(url)).toEqual(["a"]);
});

test("holds a message for the extended time once, and as the queue says afterwards", async () => {
  await sqs.send(url, "a");
  const [message] = await sqs.receive(url);
  for (let time = 0; time < 4; time++) {
    pass(1);
    await change(message!.ReceiptHandle, 2);
    expect(await sqs.receive(url)).toEqual([]);
  }
  pass(2);
  expect(await sqs.bodies(url)).toEqual(["a"]);
  pass(2);
  expect(await sqs.bodies(url)).toEqual(["a"]);
});

test("refuses to change a deleted message, and to hold one for more than twelve hours", async () => {
  await sqs.send(url, "a");
  const [message] = await sqs.receive(url, { VisibilityTimeout: 43_200 });
  pass(10);
  await expect(change(message!.ReceiptHandle, 43_200)).rejects.toMatchObject({
    message:
      "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
  });
  await remove(message!.ReceiptHandle);
  await expect(change(message!.ReceiptHandle, 1)).rejects.toMatchObject({
    code: "InvalidParameterValue",
    message: `Value ${message!.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  });
});

test("a batch deletes and changes what it can", async () => {
  await sqs.send(url, "a");
  await sqs.send(url, "b");
  const [a, b] = await sqs.receive(url);
  const entries = (handle: string, more = {}) => [
    { Id: "right", ReceiptHandle: handle, ...more },
    { Id: "wrong", ReceiptHandle: "garbage", ...more },
  ];
  const outcome = {
    Successful: [{ Id: "right" }],
    Failed: [{ Id: "wrong", SenderFault: true, Code: "ReceiptHandleIsInvalid", Message: expect.any(String) }],
  };
  const Entries = entries(a!.ReceiptHandle, { VisibilityTimeout: 9 });
  expect(await sqs.call("ChangeMessageVisibilityBatch", { QueueUrl: url, Entries })).toEqual(outcome);
  expect(await sqs.call("DeleteMessageBatch", { QueueUrl: url, Entries: entries(b!.ReceiptHandle) })).toEqual(
    outcome,
  );
  const only = [{ Id: "a", ReceiptHandle: a!.ReceiptHandle }];
  expect(await sqs.call("DeleteMessageBatch", { QueueUrl: url, Entries: only })).toEqual({
    Successful: [{ Id: "a" }],
  });
});

test("drops what is in flight, too, when its retention is over", async () => {
  url = await sqs.create("short", { MessageRetentionPeriod: "60", VisibilityTimeout: "60" });
  await sqs.send(url, "a");
  await sqs.send(url, "b");
  pass(5);
  const [message] = await sqs.receive(url, { MaxNumberOfMessages: 1 });
  pass(61);
  expect(await sqs.receive(url)).toEqual([]);
  await remove(message!.ReceiptHandle);
  expect(await sqs.attributes(url, "All")).toMatchObject({
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
  });
});

test("says when 120,000 messages are in flight, to short polls alone", async () => {
  const queue = sqs.cloud.use("queues").get("arn:aws:sqs:eu-west-1:000000000000:orders")!;
  const message = {
    body: "a",
    md5OfBody: "",
    messageAttributes: {},
    sentTimestamp: sqs.cloud.clock.now(),
    approximateReceiveCount: 0,
  };
  for (let at = 0; at <= 120_000; at++) queue.accept({ ...message, messageId: String(at) });
  expect(queue.take(130_000, 600)).toHaveLength(120_000);
  await expect(sqs.receive(url)).rejects.toMatchObject({ code: "OverLimit", status: 403 });
  const waiting = sqs.receive(url, { WaitTimeSeconds: 1 });
  pass(1);
  expect(await waiting).toEqual([]);
}, 60_000);
