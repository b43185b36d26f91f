import {
  AddPermissionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  TagResourceCommand,
} from "@aws-sdk/client-sns";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createMailbox } from "../../third-parties/mailbox/index.ts";
import { queueArn as arn, type SnsFixture, startSns, text } from "./sns.fixture.ts";

let sns: SnsFixture;
let client: SNSClient;
const inQueue = (name: string) => sns.inQueue(name);
const bodies = (name: string) => sns.bodies(name);

beforeEach(async () => {
  sns = await startSns();
  client = sns.client;
});
afterEach(() => sns.stop());

test("wraps a message for queues, and hands over the bare one where the subscription says so", async () => {
  const TopicArn = await sns.topic("notifications");
  await sns.queue("wrapped");
  await sns.queue("raw");
  await sns.subscribe(TopicArn, arn("wrapped"));
  await sns.subscribe(TopicArn, arn("raw"), { rawMessageDelivery: true });
  const { MessageId } = await client.send(
    new PublishCommand({
      TopicArn,
      Subject: "Order",
      Message: "croissant",
      MessageAttributes: { channel: text("email") },
    }),
  );
  await expect.poll(() => bodies("raw")).toEqual(["croissant"]);
  expect((await inQueue("raw"))[0]!.MessageAttributes).toEqual({ channel: text("email") });
  expect(JSON.parse((await bodies("wrapped"))[0]!)).toMatchObject({
    Type: "Notification",
    MessageId,
    TopicArn,
    Subject: "Order",
    Message: "croissant",
    MessageAttributes: { channel: { Type: "String", Value: "email" } },
  });
});

test("delivers what the filter policies let through", async () => {
  const TopicArn = await sns.topic("notifications");
  const filters: [string, Record<string, unknown>][] = [
    ["email", { filterPolicy: JSON.stringify({ channel: ["email"] }) }],
    ["large", { filterPolicy: JSON.stringify({ amount: [{ numeric: [">", 100] }] }) }],
    [
      "status",
      {
        filterPolicyScope: "MessageBody",
        filterPolicy: JSON.stringify({ order: { status: [{ prefix: "CON" }] } }),
      },
    ],
  ];
  for (const [name, inputs] of filters) {
    await sns.queue(name);
    await sns.subscribe(TopicArn, arn(name), { ...inputs, rawMessageDelivery: true });
  }
  const publish = (Message: string, MessageAttributes = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
  await publish("1", { channel: text("email") });
  await publish("2", { channel: text("sms"), amount: { DataType: "Number", StringValue: "250" } });
  await publish("3", { channel: { DataType: "String.Array", StringValue: '["sms","email"]' } });
  await publish('{"order":{"status":"CONFIRMED"}}');
  await expect.poll(() => bodies("status")).toEqual(['{"order":{"status":"CONFIRMED"}}']);
  expect(await bodies("email")).toEqual(["1", "3"]);
  expect(await bodies("large")).toEqual(["2"]);
});

test("refuses a filter policy SNS would not take", async () => {
  const TopicArn = await sns.topic("notifications");
  await sns.queue("emails");
  const subscription = (FilterPolicy: string) =>
    client.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: arn("emails"),
        Attributes: { FilterPolicy },
      }),
    );
  await expect(subscription("{")).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(subscription('{"a":[{"unknown":1}]}')).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  const sixKeys = Object.fromEntries("abcdef".split("").map((key) => [key, ["x"]]));
  await expect(subscription(JSON.stringify(sixKeys))).rejects.toThrow("more than 5 keys");
});

test("publishes a batch, and reports its wrong entries", async () => {
  const TopicArn = await sns.topic("notifications");
  await sns.queue("emails");
  await sns.subscribe(TopicArn, arn("emails"), { rawMessageDelivery: true });
  const answer = await client.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: "good", Message: "a" },
        { Id: "bad", Message: "b", Subject: "two\nlines" },
      ],
    }),
  );
  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
  expect(answer.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([["bad", "InvalidParameter"]]);
  await expect.poll(() => bodies("emails")).toEqual(["a"]);
});

test("answers for a topic that does not exist", async () => {
  const TopicArn = "arn:aws:sns:eu-west-1:000000000000:unknown";
  await expect(client.send(new PublishCommand({ TopicArn, Message: "x" }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("keeps the order of a FIFO topic and takes a message once within five minutes", async () => {
  const TopicArn = await sns.topic("orders.fifo", { fifoTopic: true });
  await sns.queue("orders.fifo", { fifoQueue: true });
  await sns.subscribe(TopicArn, arn("orders.fifo"), { rawMessageDelivery: true });
  const publish = (Message: string, MessageDeduplicationId: string) =>
    client.send(new PublishCommand({ TopicArn, Message, MessageGroupId: "a", MessageDeduplicationId }));
  const first = await publish("1", "one");
  const again = await publish("1 again", "one");
  await publish("2", "two");
  expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  await expect.poll(() => bodies("orders.fifo")).toEqual(["1", "2"]);
});

test("invokes functions with the event SNS sends, caused by the publication", async () => {
  const { cloud } = sns;
  const invocations: { Payload: string; InvocationType: string }[] = [];
  cloud.add(
    standIn("lambda", { Invoke: (input) => void invocations.push(input as (typeof invocations)[0]) }),
  );
  const TopicArn = await sns.topic("notifications");
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await sns.subscribe(TopicArn, endpoint, { protocol: "lambda" });
  const { MessageId } = await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(() => invocations.length).toBe(1);
  expect(invocations[0]!.InvocationType).toBe("Event");
  expect(JSON.parse(invocations[0]!.Payload)).toMatchObject({
    Records: [{ EventSource: "aws:sns", Sns: { MessageId, TopicArn, Message: "hello", Subject: null } }],
  });
  const [published] = cloud.journal.hops(({ action }) => action === "Publish");
  const [invoked] = cloud.journal.hops(({ action }) => action === "Invoke");
  expect(invoked!.causes).toEqual([published!.id]);
});

test("sends text messages to the mailbox", async () => {
  const { cloud } = sns;
  const mailbox = createMailbox(cloud);
  cloud.offer("mailbox", mailbox);
  const publish = (PhoneNumber: string) =>
    client.send(
      new PublishCommand({
        PhoneNumber,
        Message: "Ready",
        MessageAttributes: { "AWS.SNS.SMS.SenderID": text("Sourdough") },
      }),
    );
  const { MessageId } = await publish("+31612345678");
  expect(mailbox.list()).toMatchObject([
    { kind: "sms", messageId: MessageId, to: "+31612345678", body: "Ready", senderId: "Sourdough" },
  ]);
  await expect(publish("0612345678")).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("says that a queue without permission loses messages, and uses the redrive policy where there is one", async () => {
  const { cloud } = sns;
  await sns.queue("dead");
  cloud.guard({
    missing: (principal, needed) =>
      principal.kind === "service" ? needed.find(({ resource }) => !resource.endsWith("dead")) : undefined,
  });
  const TopicArn = await sns.topic("notifications");
  await sns.queue("lost");
  await sns.queue("kept");
  await sns.subscribe(TopicArn, arn("lost"));
  await sns.subscribe(TopicArn, arn("kept"), {
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead") }),
  });
  await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(async () => (await bodies("dead")).length).toBe(1);
  expect(JSON.parse((await bodies("dead"))[0]!)).toMatchObject({ Type: "Notification", Message: "hello" });
  expect((await inQueue("dead"))[0]!.MessageAttributes).toBeUndefined();
  expect(sns.cloud.warnings.join("\n")).toContain(`${arn("lost")}`);
  expect([...(await bodies("lost")), ...(await bodies("kept"))]).toEqual([]);
});

test("tries again while a subscriber is out of order", async () => {
  const { cloud } = sns;
  let tries = 0;
  cloud.add(
    standIn("lambda", {
      Invoke: () => {
        if (++tries < 5) throw new AwsError("ServiceException", "down", { status: 500 });
      },
    }),
  );
  const TopicArn = await sns.topic("notifications");
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await sns.subscribe(TopicArn, endpoint, { protocol: "lambda" });
  await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(() => tries).toBe(3);
  cloud.clock.advance(1_000);
  await expect.poll(() => tries).toBe(4);
  cloud.clock.advance(2_000);
  await expect.poll(() => tries).toBe(5);
});

test("duplicates and delays deliveries as the fault injection plans", async () => {
  const { cloud } = sns;
  const TopicArn = await sns.topic("notifications");
  await sns.queue("emails");
  await sns.subscribe(TopicArn, arn("emails"), { rawMessageDelivery: true });
  cloud.faults.delivery = ({ service }) => (service === "sns" ? [0, 5_000] : [0]);
  await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(() => bodies("emails")).toEqual(["hello"]);
  cloud.clock.advance(5_000);
  await expect.poll(() => bodies("emails")).toEqual(["hello", "hello"]);
});

test("mails what is for mail addresses, with its subject", async () => {
  const mailbox = createMailbox(sns.cloud);
  sns.cloud.offer("mailbox", mailbox);
  const TopicArn = await sns.topic("alarms");
  await client.send(
    new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "staff@sourdough.example" }),
  );
  const Message = JSON.stringify({ default: "{}", email: "The oven is on fire." });
  await client.send(new PublishCommand({ TopicArn, Subject: "ALARM", Message, MessageStructure: "json" }));
  await client.send(new PublishCommand({ TopicArn, Message: "It is out." }));
  await expect.poll(() => mailbox.list().length).toBe(2);
  expect(mailbox.list()[0]).toMatchObject({
    from: "AWS Notifications <no-reply@sns.amazonaws.com>",
    to: ["staff@sourdough.example"],
    subject: "ALARM",
    text: expect.stringMatching(/^The oven is on fire\.\n\n--\nIf you wish to stop receiving/),
  });
  expect(mailbox.list()[1]).toMatchObject({
    subject: "AWS Notification Message",
    text: expect.stringMatching(/^It is out\.\n/),
  });
});

test("speaks the query protocol in lists, maps and bytes", async () => {
  const { TopicArn } = await client.send(
    new CreateTopicCommand({
      Name: "letters",
      Attributes: { DisplayName: "Letters" },
      Tags: [{ Key: "a", Value: "1" }],
    }),
  );
  await client.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: "b", Value: "2" }] }));
  await client.send(
    new AddPermissionCommand({
      TopicArn,
      Label: "l",
      AWSAccountId: ["000000000000"],
      ActionName: ["Publish"],
    }),
  );
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ DisplayName: "Letters", Policy: expect.stringContaining('"Sid":"l"') });
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
  expect(Tags).toEqual([
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ]);
  await sns.queue("mail");
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arn("mail"), ReturnSubscriptionArn: true }),
  );
  const raw = { AttributeName: "RawMessageDelivery", AttributeValue: "true" };
  await client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...raw }));
  const store = { DataType: "Binary", BinaryValue: new Uint8Array([2, 3, 4]) };
  await client.send(new PublishCommand({ TopicArn, Message: "<a> & é", MessageAttributes: { store } }));
  await expect.poll(() => bodies("mail")).toEqual(["<a> & é"]);
  expect((await inQueue("mail"))[0]!.MessageAttributes).toEqual({
    store: { DataType: "Binary", BinaryValue: "AgME" },
  });
});
