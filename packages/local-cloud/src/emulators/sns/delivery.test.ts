import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { standIn } from "../../testing/stand-in.ts";
import { queueArn, type SnsFixture, startSns, text } from "./sns.fixture.ts";

let sns: SnsFixture;

beforeEach(async () => {
  sns = await startSns();
});
afterEach(() => sns.stop());

const number = (StringValue: string) => ({ DataType: "Number", StringValue });
const binary = { DataType: "Binary", BinaryValue: "AgME" };
const publish = (TopicArn: string, Message: string, more: object = {}) =>
  sns.call<{ MessageId: string; SequenceNumber?: string }>("Publish", { TopicArn, Message, ...more });
const toDeadLetters = { redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dead") }) };
const toFifoDeadLetters = { redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dead.fifo") }) };
const arrived = async (queue: string, count = 1) => {
  await expect.poll(async () => (await sns.inQueue(queue)).length).toBe(count);
  return sns.inQueue(queue);
};

test("a message in an envelope has the fields AWS gives it", async () => {
  const TopicArn = await sns.topic("news", { signatureVersion: 2 });
  await sns.queue("mail");
  const { arn } = await sns.subscribe(TopicArn, queueArn("mail"));
  const MessageAttributes = { attr1: number("1"), attr2: binary };
  const { MessageId } = await publish(TopicArn, 'ö§a1"_!?,. £$-', { MessageAttributes });
  const [message] = await arrived("mail");
  expect(JSON.parse(message!.Body)).toEqual({
    Type: "Notification",
    MessageId,
    TopicArn,
    Message: 'ö§a1"_!?,. £$-',
    Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    SignatureVersion: "2",
    Signature: expect.any(String),
    SigningCertURL: expect.stringMatching(/^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotif.*\.pem$/),
    UnsubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    MessageAttributes: {
      attr1: { Type: "Number", Value: "1" },
      attr2: { Type: "Binary", Value: "AgME" },
    },
  });
});

test.each([true, false])(
  "a queue gets the trace header of the publisher (raw: %s)",
  async (rawMessageDelivery) => {
    const TopicArn = await sns.topic("news");
    await sns.queue("mail");
    await sns.subscribe(TopicArn, queueArn("mail"), { rawMessageDelivery });
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const entry = { Id: "one", Message: "in a batch" };
    const traced = { principal: { kind: "root" }, causes: [], traceHeader } as const;
    await sns.cloud.call("sns", "Publish", { TopicArn, Message: "alone" }, traced);
    await sns.cloud.call("sns", "PublishBatch", { TopicArn, PublishBatchRequestEntries: [entry] }, traced);
    const headers = (await arrived("mail", 2)).map(({ Attributes }) => Attributes.AWSTraceHeader);
    expect(headers).toEqual([traceHeader, traceHeader]);
  },
);

test("each protocol gets its own part of a JSON message, the others the default", async () => {
  const TopicArn = await sns.topic("news");
  await sns.queue("mail");
  await sns.subscribe(TopicArn, queueArn("mail"), { rawMessageDelivery: true });
  const json = (bodies: object) => publish(TopicArn, JSON.stringify(bodies), { MessageStructure: "json" });
  await json({ default: "for all", sqs: '{"field":"value"}' });
  await json({ default: "for all", sqs: 1, unknown: "a" });
  const bodies = (await arrived("mail", 2)).map(({ Body }) => Body);
  expect(bodies.sort()).toEqual(["for all", '{"field":"value"}']);
});

test.each([true, false])("dead letters are as they would have been delivered (raw: %s)", async (raw) => {
  const TopicArn = await sns.topic("news");
  await sns.queue("dead");
  await sns.subscribe(TopicArn, queueArn("gone"), { rawMessageDelivery: raw, ...toDeadLetters });
  const MessageAttributes = { attr1: number("111"), attr2: binary };
  const { MessageId } = await publish(TopicArn, "hello", { MessageAttributes });
  const [message] = await arrived("dead");
  expect(message!.MessageAttributes).toEqual(raw ? MessageAttributes : undefined);
  if (raw) return expect(message!.Body).toBe("hello");
  expect(JSON.parse(message!.Body)).toMatchObject({
    Type: "Notification",
    MessageId,
    Message: "hello",
    MessageAttributes: { attr1: { Type: "Number" }, attr2: { Type: "Binary" } },
  });
});

test("a message of a function that is gone is in the dead-letter queue in an envelope", async () => {
  sns.cloud.add(
    standIn("lambda", {
      Invoke: () => {
        throw new AwsError("ResourceNotFoundException", "gone", { status: 404 });
      },
    }),
  );
  const TopicArn = await sns.topic("news");
  await sns.queue("dead");
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await sns.subscribe(TopicArn, endpoint, { protocol: "lambda", ...toDeadLetters });
  const { MessageId } = await publish(TopicArn, "hello", { MessageAttributes: { attr1: number("1") } });
  const [message] = await arrived("dead");
  expect(message!.MessageAttributes).toBeUndefined();
  expect(JSON.parse(message!.Body)).toMatchObject({ Type: "Notification", MessageId, Message: "hello" });
});

test("a queue of another account or region is not that of the same name here", async () => {
  const TopicArn = await sns.topic("news");
  await sns.queue("mail");
  await sns.subscribe(TopicArn, "arn:aws:sqs:us-east-1:000000000000:mail");
  await publish(TopicArn, "hello");
  await expect.poll(() => sns.cloud.warnings.join()).toContain("us-east-1:000000000000:mail does not exist");
  expect(await sns.bodies("mail")).toEqual([]);
});

test("functions get numbers and arrays as text", async () => {
  const payloads: string[] = [];
  sns.cloud.add(standIn("lambda", { Invoke: ({ Payload }) => void payloads.push(Payload) }));
  const TopicArn = await sns.topic("news", { signatureVersion: 2 });
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await sns.subscribe(TopicArn, endpoint, { protocol: "lambda" });
  const array = { DataType: "String.Array", StringValue: '["a"]' };
  await publish(TopicArn, "hello", {
    MessageAttributes: { number: number("1"), array, binary, text: text("a") },
  });
  await expect.poll(() => payloads.length).toBe(1);
  expect(JSON.parse(payloads[0]!).Records[0].Sns).toMatchObject({
    SignatureVersion: "1",
    MessageAttributes: {
      number: { Type: "String", Value: "1" },
      array: { Type: "String", Value: '["a"]' },
      binary: { Type: "Binary", Value: "AgME" },
      text: { Type: "String", Value: "a" },
    },
  });
});

test("a group is for FIFO queues, and of a standard topic for standard ones", async () => {
  const news = await sns.topic("news");
  const orders = await sns.topic("orders.fifo", { fifoTopic: true, contentBasedDeduplication: true });
  await sns.queue("mail");
  await sns.queue("other");
  await sns.queue("orders.fifo", { fifoQueue: true });
  await sns.subscribe(news, queueArn("mail"));
  await sns.subscribe(orders, queueArn("other"));
  const { arn } = await sns.subscribe(orders, queueArn("orders.fifo"));
  await publish(news, "news", { MessageGroupId: "my-group" });
  const { MessageId, SequenceNumber } = await publish(orders, "Test", { MessageGroupId: "my-group" });
  expect((await arrived("mail"))[0]!.Attributes).toMatchObject({ MessageGroupId: "my-group" });
  const [ungrouped] = await arrived("other");
  expect(ungrouped!.Attributes).not.toHaveProperty("MessageGroupId");
  const [message] = await arrived("orders.fifo");
  expect(message!.Attributes).toMatchObject({
    MessageGroupId: "my-group",
    MessageDeduplicationId: "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25",
  });
  expect(JSON.parse(message!.Body)).toEqual({
    Type: "Notification",
    MessageId,
    SequenceNumber,
    TopicArn: orders,
    Message: "Test",
    Timestamp: expect.any(String),
    UnsubscribeURL: expect.stringContaining(arn!),
  });
  expect(SequenceNumber).toMatch(/^\d{20}$/);
});

test.each([true, false])("FIFO dead letters keep group, id and order (raw: %s)", async (raw) => {
  const TopicArn = await sns.topic("orders.fifo", { fifoTopic: true });
  await sns.queue("dead.fifo", { fifoQueue: true });
  await sns.subscribe(TopicArn, queueArn("gone.fifo"), { rawMessageDelivery: raw, ...toFifoDeadLetters });
  const PublishBatchRequestEntries = ["1", "2", "3"].map((Id) => ({
    Id,
    Message: `message ${Id}`,
    Subject: "Subject",
    MessageGroupId: "a",
    MessageDeduplicationId: `id-${Id}`,
    MessageAttributes: Id === "1" ? { attr1: number("99.12") } : undefined,
  }));
  const batch = { TopicArn, PublishBatchRequestEntries };
  const answer = await sns.call<{ Successful: { MessageId: string }[] }>("PublishBatch", batch);
  expect(answer).toMatchObject({ Failed: [], Successful: [{ Id: "1" }, { Id: "2" }, { Id: "3" }] });
  expect(await sns.call("PublishBatch", batch)).toEqual(answer);
  const dead = await arrived("dead.fifo", 3);
  const bodies = dead.map(({ Body }) => (raw ? Body : JSON.parse(Body).Message));
  expect(bodies).toEqual(["message 1", "message 2", "message 3"]);
  expect(dead[0]!.Attributes).toMatchObject({ MessageGroupId: "a", MessageDeduplicationId: "id-1" });
  expect(dead[0]!.MessageAttributes).toEqual(raw ? { attr1: number("99.12") } : undefined);
});

test("deduplicates in the whole topic, or in a group where its scope says so", async () => {
  const orders = await sns.topic("orders.fifo", { fifoTopic: true });
  const groups = await sns.topic("groups.fifo", { fifoTopic: true, fifoThroughputScope: "MessageGroup" });
  const idOf = async (TopicArn: string, MessageGroupId: string) =>
    (await publish(TopicArn, "a", { MessageGroupId, MessageDeduplicationId: "same" })).MessageId;
  const first = await idOf(orders, "a");
  expect(await idOf(orders, "b")).toBe(first);
  sns.cloud.clock.advance(5 * 60_000);
  expect(await idOf(orders, "b")).not.toBe(first);
  const ofGroup = await idOf(groups, "a");
  expect(await idOf(groups, "a")).toBe(ofGroup);
  expect(await idOf(groups, "b")).not.toBe(ofGroup);
});

test("a group that waits for its queue holds no other back", async () => {
  const TopicArn = await sns.topic("orders.fifo", { fifoTopic: true, contentBasedDeduplication: true });
  const sent: string[] = [];
  let down = true;
  sns.cloud.add(
    standIn("sqs", {
      SendMessage: ({ MessageBody, MessageGroupId }) => {
        if (down && MessageGroupId === "slow")
          throw new AwsError("ServiceUnavailable", "down", { status: 503 });
        sent.push(MessageBody);
      },
    }),
  );
  await sns.subscribe(TopicArn, queueArn("orders.fifo"), { rawMessageDelivery: true });
  for (const [message, MessageGroupId] of [
    ["1", "slow"],
    ["2", "slow"],
    ["3", "fast"],
  ])
    await publish(TopicArn, message!, { MessageGroupId });
  await expect.poll(() => sent).toEqual(["3"]);
  down = false;
  sns.cloud.clock.advance(1_000);
  await expect.poll(() => sent).toEqual(["3", "1", "2"]);
});

test("tries again at once, then every second, then ever later", async () => {
  const { clock } = sns.cloud;
  let tries = 0;
  sns.cloud.add(
    standIn("lambda", {
      Invoke: () => {
        tries++;
        throw new AwsError("ServiceException", "down", { status: 500 });
      },
    }),
  );
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await sns.subscribe(await sns.topic("news"), endpoint, { protocol: "lambda" });
  await publish("arn:aws:sns:eu-west-1:000000000000:news", "hello");
  await expect.poll(() => tries).toBe(3);
  const seconds = [1, 1, 1, 1.395, 1.946, 2.715, 3.787, 5.282, 7.368, 10.278, 14.336, 20, 20, 20];
  for (const [index, wait] of seconds.entries()) {
    clock.advance(wait * 1000);
    await expect.poll(() => tries).toBe(4 + index);
  }
});

test("an endpoint that two subscriptions of a configuration name is told once", async () => {
  const TopicArn = await sns.topic("news");
  await sns.queue("mail");
  for (let times = 0; times < 2; times++) await sns.subscribe(TopicArn, queueArn("mail"));
  await publish(TopicArn, "hello");
  await arrived("mail");
  await expect(sns.subscribe(TopicArn, queueArn("mail"), { rawMessageDelivery: true })).rejects.toThrow(
    "already exists with different attributes",
  );
});
