import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attributeText } from "./message-checks.ts";
import { type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
let url: string;
beforeEach(async () => {
  sqs = await startSqs();
  ({ url } = await sqs.queue("orders", { visibilityTimeoutSeconds: 0 }));
});
afterEach(() => sqs.stop());

const text = (StringValue: string) => ({ DataType: "String", StringValue });

test.each([
  "🥐 croissant 👩‍🍳",
  "\t\n\r",
  "é ü 漢字",
  "\ud7ff\ue000\ufffd",
  "\u{10ffff}",
  "{\r\n}",
  '"&quot;&quot;\r',
  "\u007f",
])("takes %j as a body", async (body) => {
  const { MD5OfMessageBody } = await sqs.send(url, body);
  expect(MD5OfMessageBody).toBe(createHash("md5").update(body).digest("hex"));
  const { Messages } = await sqs.ok("ReceiveMessage", { QueueUrl: url });
  expect(Messages).toMatchObject([{ Body: body, MD5OfBody: MD5OfMessageBody }]);
});

test("takes attributes of every type and name AWS takes", async () => {
  const attributes = {
    "attr.1øßä": text("Valida"),
    "custom.type": { DataType: "Number.java.lang.Integer", StringValue: "-1.5e3" },
    binary: { DataType: "Binary.png", BinaryValue: Buffer.from([1, 2, 3]) },
    emoji: text("🥐"),
  };
  const { MD5OfMessageAttributes } = await sqs.send(url, "x", { MessageAttributes: attributes });
  const [message] = await sqs.receive(url);
  expect(message).toMatchObject({ MD5OfMessageAttributes });
  expect(Buffer.from(message!.MessageAttributes!.binary!.BinaryValue!)).toEqual(Buffer.from([1, 2, 3]));
});

// Digests recorded on AWS, https://github.com/localstack/localstack/tree/main/tests/aws/services/sqs.
test("digests attributes, and system attributes by themselves", async () => {
  const MessageAttributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
  const MessageSystemAttributes = {
    AWSTraceHeader: text("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"),
  };
  const plain = await sqs.send(url, "test", { MessageAttributes });
  expect(plain.MD5OfMessageAttributes).toBe("235c5c510d26fb653d073faed50ae77c");
  expect(plain.MD5OfMessageSystemAttributes).toBeUndefined();
  expect(await sqs.send(url, "test", { MessageAttributes, MessageSystemAttributes })).toMatchObject({
    MD5OfMessageAttributes: "235c5c510d26fb653d073faed50ae77c",
    MD5OfMessageSystemAttributes: "5ae4d5d7636402d80f4eb6d213245a88",
  });
  const BinaryValue = Buffer.from("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
  const binary = await sqs.send(url, "test", {
    MessageAttributes: { attr1: { DataType: "Binary", BinaryValue } },
  });
  expect(binary.MD5OfMessageAttributes).toBe("8cbe4db156db8a94db8b801b7addb984");
});

test.each([
  [[], undefined, undefined],
  [["All"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [["*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [[".*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [["Foo", "Help"], undefined, undefined],
  [["Hello", "General"], ["General", "Hello"], "fca026605781cb4126a1e9044df24232"],
  [["Foo", "Hello"], ["Hello"], "a311262e065454b75da111d535b8dacd"],
  [["Hel.*"], ["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"],
  [["AWS."], undefined, undefined],
  [["..foo"], undefined, undefined],
])("hands over the attributes that %j names", async (MessageAttributeNames, names, digest) => {
  await sqs.send(url, "msg", {
    MessageAttributes: { "Help.Me": text("Me"), Hello: text("There"), General: text("Kenobi") },
  });
  const [message] = await sqs.receive(url, { MessageAttributeNames });
  expect(message!.MessageAttributes && Object.keys(message!.MessageAttributes).toSorted()).toEqual(names);
  expect(message!.MD5OfMessageAttributes).toBe(digest);
});

const ALL = ["ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "SenderId", "SentTimestamp"];
test.each([
  [{ AttributeNames: ["All"] }, ALL, ALL],
  [{ MessageSystemAttributeNames: ["All"] }, ALL, ALL],
  [{ AttributeNames: ["SenderId"] }, ["SenderId"], ["SenderId"]],
  [{ MessageSystemAttributeNames: ["SenderId", "SequenceNumber"] }, ["SenderId"], ["SenderId"]],
  // The query protocol hears the older of the two.
  [{ MessageSystemAttributeNames: ["All"], AttributeNames: ["SenderId"] }, ALL, ["SenderId"]],
  [{}, undefined, undefined],
])("hands over the system attributes that %j names", async (input, names, inQuery) => {
  await sqs.send(url, "msg");
  const { Messages } = await sqs.ok("ReceiveMessage", { QueueUrl: url, ...input });
  expect(Messages[0].Attributes && Object.keys(Messages[0].Attributes).toSorted()).toEqual(names);
  const form = Object.entries(input).flatMap(([list, members]) =>
    members.map((member, at) => [`${list.slice(0, -1)}.${at + 1}`, member]),
  );
  const { xml } = await sqs.query({ Action: "ReceiveMessage", QueueUrl: url, ...Object.fromEntries(form) });
  const found = [...xml.matchAll(/<Attribute><Name>(\w+)/g)].map(([, name]) => name).toSorted();
  expect(found).toEqual(inQuery ?? []);
});

test("takes the X-Ray header of the request as the message's", async () => {
  const header = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
  sqs.client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers["x-amzn-trace-id"] = header;
      return next(args);
    },
    { step: "build" },
  );
  const answer = await sqs.send(url, "test");
  expect(answer.MD5OfMessageSystemAttributes).toBeUndefined();
  expect((await sqs.receive(url))[0]!.Attributes).toMatchObject({ AWSTraceHeader: header });
});

test("takes a group for a standard queue, which does not hold it back", async () => {
  await sqs.send(url, "a", { MessageGroupId: "tenant" });
  await sqs.send(url, "b", { MessageGroupId: "tenant" });
  await sqs.receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 30 });
  expect(await sqs.receive(url)).toMatchObject([{ Body: "b", Attributes: { MessageGroupId: "tenant" } }]);
});

test("fails the entries that are too long for the queue, in the words of a batch", async () => {
  const small = await sqs.queue("small", { maxMessageSize: 1024 });
  const Entries = [
    { Id: "fits", MessageBody: "a".repeat(1024) },
    { Id: "long", MessageBody: "a".repeat(1025) },
    { Id: "odd", MessageBody: "\u0001" },
  ];
  expect(await sqs.ok("SendMessageBatch", { QueueUrl: small.url, Entries })).toEqual({
    Successful: [
      { Id: "fits", MD5OfMessageBody: "c9a34cfc85d982698c6ac89f76071abd", MessageId: expect.any(String) },
    ],
    Failed: [
      {
        Id: "long",
        Code: "InvalidParameterValue",
        SenderFault: true,
        Message:
          "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
      },
      { Id: "odd", Code: "InvalidMessageContents", SenderFault: true, Message: expect.any(String) },
    ],
  });
});

test("counts the attributes to the length of a message", async () => {
  const small = await sqs.queue("small", { maxMessageSize: 1024 });
  await sqs.send(small.url, "a".repeat(1024));
  const tooLong = sqs.send(small.url, "a".repeat(1017), { MessageAttributes: { k: text("xx") } });
  await expect(tooLong).rejects.toThrow("Message must be shorter than 1024 bytes.");
  await sqs.send(small.url, "a".repeat(1016), { MessageAttributes: { k: text("x") } });
});

test("lets no service send to a queue that the AWS managed key encrypts", async () => {
  const locked = await sqs.queue("locked", { kmsMasterKeyId: "alias/aws/sqs" });
  const input = { QueueUrl: locked.url, MessageBody: "a" };
  const topic = { kind: "service", service: "sns.amazonaws.com", sourceArn: "arn:aws:sns:x" } as const;
  const sent = sqs.cloud.call("sqs", "SendMessage", input, { principal: topic, causes: [] });
  await expect(sent).rejects.toMatchObject({ code: "KmsAccessDenied" });
  await sqs.send(locked.url, "a");
});

test.each([
  ["\u001b[31mno croissants\u001b[0m", "?[31mno croissants?[0m"],
  ["cut \ud83e", "cut \ufffd"],
  ["\ufffe\u0000", "??"],
  ["🥐", "🥐"],
])(
  "makes an attribute of the error message %j, so that it reaches a dead-letter queue",
  async (error, value) => {
    await sqs.send(url, "x", { MessageAttributes: { ERROR_MESSAGE: text(attributeText(error)) } });
    const [message] = await sqs.receive(url);
    expect(message!.MessageAttributes).toMatchObject({ ERROR_MESSAGE: { StringValue: value } });
  },
);
