import { beforeEach, expect, test } from "vitest";
import { md5OfAttributes } from "./message-attributes.ts";
import { createTestSqs, type TestSqs } from "./sqs-fixture.ts";

let sqs: TestSqs;
let url: string;
beforeEach(async () => {
  sqs = createTestSqs();
  url = await sqs.create("orders", { VisibilityTimeout: "0" });
});

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const one = async (more: object) => (await sqs.receive(url, more))[0]!;

test("digests attributes as AWS does", async () => {
  // Sums that AWS answered, in the tests of moto and LocalStack:
  // https://github.com/getmoto/moto, https://github.com/localstack/localstack
  expect(md5OfAttributes({ timestamp: { DataType: "Number", StringValue: "1493147359900" } })).toBe(
    "235c5c510d26fb653d073faed50ae77c",
  );
  const BinaryValue = Buffer.from("traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
  await sqs.send(url, "test", { MessageAttributes: { attr1: { DataType: "Binary", BinaryValue } } });
  expect(await one({ MessageAttributeNames: ["All"] })).toMatchObject({
    MD5OfMessageAttributes: "8cbe4db156db8a94db8b801b7addb984",
    MessageAttributes: { attr1: { DataType: "Binary", BinaryValue: BinaryValue.toString("base64") } },
  });
});

test("answers a sender with the digests of what it sent", async () => {
  const AWSTraceHeader = text("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
  const MessageAttributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
  expect(
    await sqs.send(url, "test", { MessageAttributes, MessageSystemAttributes: { AWSTraceHeader } }),
  ).toEqual({
    MessageId: expect.any(String),
    MD5OfMessageBody: "098f6bcd4621d373cade4e832627b4f6",
    MD5OfMessageAttributes: "235c5c510d26fb653d073faed50ae77c",
    MD5OfMessageSystemAttributes: "5ae4d5d7636402d80f4eb6d213245a88",
  });
  expect((await one({})).Attributes).toMatchObject({ AWSTraceHeader: AWSTraceHeader.StringValue });
  expect(await sqs.send(url, "test")).toEqual({
    MessageId: expect.any(String),
    MD5OfMessageBody: "098f6bcd4621d373cade4e832627b4f6",
  });
});

const all = ["General", "Hello", "Help.Me"];
test.each([
  { names: [], found: [] },
  { names: ["All"], found: all },
  { names: ["*"], found: all },
  { names: [".*"], found: all },
  { names: ["Foo", "Help"], found: [] },
  { names: ["Hello", "General"], found: ["General", "Hello"] },
  { names: ["Foo", "Hello"], found: ["Hello"] },
  { names: ["Hel.*"], found: ["Hello", "Help.Me"] },
  { names: ["AWS."], found: [] },
  { names: ["..foo"], found: [] },
])("hands over of the message attributes what is named by $names", async ({ names, found }) => {
  const MessageAttributes = { "Help.Me": text("Me"), Hello: text("There"), General: text("Kenobi") };
  await sqs.send(url, "msg", { MessageAttributes });
  const message = await one({ MessageAttributeNames: names });
  expect(Object.keys(message.MessageAttributes ?? {}).sort()).toEqual(found);
  expect("MD5OfMessageAttributes" in message).toBe(found.length > 0);
});

const system = ["ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "SenderId", "SentTimestamp"];
test.each([
  { AttributeNames: ["All"], MessageSystemAttributeNames: [], found: system },
  { AttributeNames: [], MessageSystemAttributeNames: ["All"], found: system },
  { AttributeNames: ["SenderId"], MessageSystemAttributeNames: ["All"], found: system },
  { AttributeNames: ["SenderId"], MessageSystemAttributeNames: ["SequenceNumber"], found: ["SenderId"] },
  { AttributeNames: [], MessageSystemAttributeNames: [], found: [] },
])("hands over the system attributes $AttributeNames and $MessageSystemAttributeNames", async (asked) => {
  const { found, ...names } = asked;
  await sqs.send(url, "msg");
  const { Attributes = {} } = await one(names);
  expect(Object.keys(Attributes).sort()).toEqual(found);
});

const k = { k: text("x") };
const K_BYTES = 8;
const batch = (...Entries: object[]) => sqs.call("SendMessageBatch", { QueueUrl: url, Entries });

test.each([1_048_576, 1024])("counts attributes to the size of a message of %i bytes", async (bytes) => {
  const Attributes = { MaximumMessageSize: String(bytes) };
  await sqs.call("SetQueueAttributes", { QueueUrl: url, Attributes });
  const body = "a".repeat(bytes - K_BYTES);
  await sqs.send(url, body, { MessageAttributes: k });
  await expect(sqs.send(url, `${body}a`, { MessageAttributes: k })).rejects.toMatchObject({
    code: "InvalidParameterValue",
    message: `One or more parameters are invalid. Reason: Message must be shorter than ${bytes} bytes.`,
  });
});

test("refuses a batch that is too long, and of others what is too large for the queue", async () => {
  const large = { Id: "1", MessageBody: "a".repeat(1_048_576 - K_BYTES), MessageAttributes: k };
  await expect(batch(large, { Id: "2", MessageBody: "a" })).rejects.toMatchObject({
    code: "BatchRequestTooLong",
    message: "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  });
  await sqs.call("SetQueueAttributes", { QueueUrl: url, Attributes: { MaximumMessageSize: "1024" } });
  const answer = await batch(
    { Id: "a", MessageBody: "a".repeat(1024) },
    { Id: "b", MessageBody: "a".repeat(1025) },
  );
  expect(answer).toEqual({
    Successful: [
      { Id: "a", MessageId: expect.any(String), MD5OfMessageBody: "c9a34cfc85d982698c6ac89f76071abd" },
    ],
    Failed: [
      {
        Id: "b",
        SenderFault: true,
        Code: "InvalidParameterValue",
        Message:
          "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
      },
    ],
  });
});

test("sends of a batch what it can", async () => {
  const answer = await batch({ Id: "a", MessageBody: "a" }, { Id: "b", MessageBody: "\u0001" });
  expect(answer.Failed).toMatchObject([{ Id: "b", Code: "InvalidMessageContents" }]);
  expect(await sqs.bodies(url)).toEqual(["a"]);
  expect(await batch({ Id: "a", MessageBody: "a" })).not.toHaveProperty("Failed");
});
