import { PublishBatchCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createMailbox } from "../../third-parties/mailbox/index.ts";
import { createSqsEmulator, resourceTypes as sqsTypes } from "../sqs/index.ts";
import { createSnsEmulator, resourceTypes } from "./index.ts";

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
let sqs: ReturnType<typeof createSqsEmulator>;
let sns: ReturnType<typeof createSnsEmulator>;
let client: SNSClient;

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const queue = (name: string, inputs: Record<string, unknown> = {}) =>
  provision(gateway.cloud, sqs, sqsTypes, "aws:sqs/queue:Queue", name, { name, ...inputs });
const topic = async (name: string, inputs: Record<string, unknown> = {}) =>
  (await provision(gateway.cloud, sns, resourceTypes, "aws:sns/topic:Topic", name, { name, ...inputs })).arn!;
const subscribe = (topicArn: string, endpoint: string, inputs: Record<string, unknown> = {}) =>
  provision(
    gateway.cloud,
    sns,
    resourceTypes,
    "aws:sns/topicSubscription:TopicSubscription",
    `${endpoint}Subscription`,
    { topic: topicArn, protocol: "sqs", endpoint, ...inputs },
  );
const arn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
const inQueue = (name: string) => {
  const found = gateway.cloud.use("queues").get(arn(name))!;
  return found.peek().map(({ message }) => message);
};
const bodies = (name: string) => inQueue(name).map(({ body }) => body);

beforeEach(async () => {
  gateway = await startTestGateway();
  const { cloud } = gateway;
  sqs = createSqsEmulator(cloud);
  sns = createSnsEmulator(cloud);
  cloud.add(sqs);
  cloud.add(sns);
  client = new SNSClient({
    endpoint: gateway.gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await sqs.stop?.();
  await gateway.stop();
});

test("wraps a message for queues, and hands over the bare one where the subscription says so", async () => {
  const TopicArn = await topic("notifications");
  await queue("wrapped");
  await queue("raw");
  await subscribe(TopicArn, arn("wrapped"));
  await subscribe(TopicArn, arn("raw"), { rawMessageDelivery: true });
  const { MessageId } = await client.send(
    new PublishCommand({
      TopicArn,
      Subject: "Order",
      Message: "croissant",
      MessageAttributes: { channel: text("email") },
    }),
  );
  await expect.poll(() => bodies("raw")).toEqual(["croissant"]);
  expect(inQueue("raw")[0]!.messageAttributes).toEqual({ channel: text("email") });
  expect(JSON.parse(bodies("wrapped")[0]!)).toMatchObject({
    Type: "Notification",
    MessageId,
    TopicArn,
    Subject: "Order",
    Message: "croissant",
    MessageAttributes: { channel: { Type: "String", Value: "email" } },
  });
});

test("delivers what the filter policies let through", async () => {
  const TopicArn = await topic("notifications");
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
    await queue(name);
    await subscribe(TopicArn, arn(name), { ...inputs, rawMessageDelivery: true });
  }
  const publish = (Message: string, MessageAttributes = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
  await publish("1", { channel: text("email") });
  await publish("2", { channel: text("sms"), amount: { DataType: "Number", StringValue: "250" } });
  await publish("3", { channel: { DataType: "String.Array", StringValue: '["sms","email"]' } });
  await publish('{"order":{"status":"CONFIRMED"}}');
  await expect.poll(() => bodies("status")).toEqual(['{"order":{"status":"CONFIRMED"}}']);
  expect(bodies("email")).toEqual(["1", "3"]);
  expect(bodies("large")).toEqual(["2"]);
});

test("refuses a filter policy SNS would not take", async () => {
  const TopicArn = await topic("notifications");
  await queue("emails");
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
  const TopicArn = await topic("notifications");
  await queue("emails");
  await subscribe(TopicArn, arn("emails"), { rawMessageDelivery: true });
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
  const TopicArn = await topic("orders.fifo", { fifoTopic: true });
  await queue("orders.fifo", { fifoQueue: true });
  await subscribe(TopicArn, arn("orders.fifo"), { rawMessageDelivery: true });
  const publish = (Message: string, MessageDeduplicationId: string) =>
    client.send(new PublishCommand({ TopicArn, Message, MessageGroupId: "a", MessageDeduplicationId }));
  const first = await publish("1", "one");
  const again = await publish("1 again", "one");
  await publish("2", "two");
  expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  await expect.poll(() => bodies("orders.fifo")).toEqual(["1", "2"]);
});

test("invokes functions with the event SNS sends, caused by the publication", async () => {
  const { cloud } = gateway;
  const invocations: { Payload: string; InvocationType: string }[] = [];
  cloud.add({
    service: "lambda",
    types: [],
    provision: () => {},
    operations: { Invoke: (input) => void invocations.push(input) },
  });
  const TopicArn = await topic("notifications");
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await subscribe(TopicArn, endpoint, { protocol: "lambda" });
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
  const { cloud } = gateway;
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
  await mailbox.flush();
});

test("says that a queue without permission loses messages, and uses the redrive policy where there is one", async () => {
  const { cloud } = gateway;
  await queue("dead");
  cloud.guard({
    service: "iam",
    operations: {},
    types: [],
    provision: () => {},
    missing: (principal, needed) =>
      principal.kind === "service" ? needed.find(({ resource }) => !resource.endsWith("dead")) : undefined,
  });
  const TopicArn = await topic("notifications");
  await queue("lost");
  await queue("kept");
  await subscribe(TopicArn, arn("lost"));
  await subscribe(TopicArn, arn("kept"), {
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead") }),
  });
  await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(() => bodies("dead").length).toBe(1);
  expect(JSON.parse(bodies("dead")[0]!)).toMatchObject({ Type: "Notification", Message: "hello" });
  expect(inQueue("dead")[0]!.messageAttributes.ErrorCode?.StringValue).toMatch(/AccessDenied/);
  expect(gateway.cloud.warnings.join("\n")).toContain(`${arn("lost")}`);
  expect([...bodies("lost"), ...bodies("kept")]).toEqual([]);
});

test("tries again while a subscriber is out of order", async () => {
  const { cloud } = gateway;
  let tries = 0;
  cloud.add({
    service: "lambda",
    types: [],
    provision: () => {},
    operations: {
      Invoke: () => {
        if (++tries < 5) throw new AwsError("ServiceException", "down", { status: 500 });
      },
    },
  });
  const TopicArn = await topic("notifications");
  const endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:mailer";
  await subscribe(TopicArn, endpoint, { protocol: "lambda" });
  await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(() => tries).toBe(3);
  cloud.clock.advance(1_000);
  await expect.poll(() => tries).toBe(4);
  cloud.clock.advance(2_000);
  await expect.poll(() => tries).toBe(5);
});

test("duplicates and delays deliveries as the fault injection plans", async () => {
  const { cloud } = gateway;
  const TopicArn = await topic("notifications");
  await queue("emails");
  await subscribe(TopicArn, arn("emails"), { rawMessageDelivery: true });
  cloud.faults.delivery = ({ service }) => (service === "sns" ? [0, 5_000] : [0]);
  await client.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await expect.poll(() => bodies("emails")).toEqual(["hello"]);
  cloud.clock.advance(5_000);
  await expect.poll(() => bodies("emails")).toEqual(["hello", "hello"]);
});
