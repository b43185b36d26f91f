import { PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as publishing from "./publish.cases.ts";
import type { Given, Refusal } from "./refusal.fixture.ts";
import { ACCOUNT, queueArn, type SnsFixture, startSns } from "./sns.fixture.ts";
import * as subscribing from "./subscriptions.cases.ts";
import * as topics from "./topics.cases.ts";

let sns: SnsFixture;
let given: Given;

beforeAll(async () => {
  sns = await startSns();
  const topic = await sns.topic("news");
  const fifo = await sns.topic("orders.fifo", { fifoTopic: true });
  const queue = queueArn("mail");
  const fifoQueue = queueArn("orders.fifo");
  given = {
    topic,
    fifo,
    queue,
    fifoQueue,
    subscription: (await sns.subscribe(topic, queue, { rawMessageDelivery: true })).arn!,
    fifoSubscription: (await sns.subscribe(fifo, fifoQueue)).arn!,
  };
});
afterAll(() => sns.stop());

const refuses = ({ operation, input, code = "InvalidParameter", message }: Refusal) =>
  expect(sns.call(operation, input(given))).rejects.toMatchObject({ code, message });

const recorded = [...topics.recorded, ...subscribing.recorded, ...publishing.recorded];
const further = [...topics.further, ...subscribing.further, ...publishing.further];

test.each(recorded)("refuses in $operation as AWS did: $why", refuses);
test.each(further)("refuses in $operation: $why", refuses);

test.each(publishing.recordedBatchRefusals)("refuses a whole batch as AWS did: $why", async (refusal) => {
  const { entries, fifo = false, code, message } = refusal;
  const TopicArn = fifo ? given.fifo : given.topic;
  const batch = { TopicArn, PublishBatchRequestEntries: entries };
  await expect(sns.call("PublishBatch", batch)).rejects.toMatchObject({ code, message });
});

test("refuses so that the SDK knows the error", async () => {
  const TopicArn = given.topic;
  const wrong = { Message: "a", MessageAttributes: { a: { DataType: "Number", StringValue: "abc" } } };
  await expect(sns.client.send(new PublishCommand({ TopicArn, ...wrong }))).rejects.toMatchObject({
    name: "InvalidParameterValueException",
  });
  const endpoint = { Protocol: "sqs", Endpoint: "mail" };
  await expect(sns.client.send(new SubscribeCommand({ TopicArn, ...endpoint }))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

const post = async (form: string, query = "") => {
  const response = await fetch(sns.endpoint + query, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sns/aws4_request",
    },
    body: form || undefined,
  });
  return { status: response.status, answer: await response.text() };
};

const members =
  "TopicArn TargetArn Name Message Subject MessageStructure MessageAttributes Attributes Tags TagKeys ResourceArn PublishBatchRequestEntries Protocol Endpoint SubscriptionArn AttributeName AttributeValue NextToken Label AWSAccountId ActionName Token PhoneNumber MessageGroupId".split(
    " ",
  );
const shapes = [
  "=",
  "=a",
  ".member.1=a",
  ".entry.1.key=a&MEMBER.entry.1.value=",
  ".entry.1.Name=a",
  ".1=a",
  ".a.b=c",
];

test("takes empty lists and maps of the query protocol", async () => {
  const { status, answer } = await post("Action=CreateTopic&Name=empty&Tags=&Attributes=");
  expect([status, answer]).toEqual([
    200,
    expect.stringContaining(`<TopicArn>arn:aws:sns:eu-west-1:${ACCOUNT}:empty</TopicArn>`),
  ]);
  const batch = await post(`Action=PublishBatch&TopicArn=${given.topic}&PublishBatchRequestEntries=`);
  expect([batch.status, batch.answer]).toEqual([
    400,
    expect.stringContaining("<Code>EmptyBatchRequest</Code>"),
  ]);
});

test("takes a call in the query of its URL, too", async () => {
  const query = `?Action=Publish&TopicArn=${given.topic}&Message=hello`;
  const { status, answer } = await post("", query);
  expect([status, answer]).toEqual([200, expect.stringMatching(/<PublishResponse.*<MessageId>/)]);
});

test("never fails for what it is sent", async () => {
  const names = Object.keys(sns.cloud.emulator("sns")!.operations);
  const removes = (name: string) => /^(Delete|Unsubscribe)/.test(name);
  const operations = [...names.filter((name) => !removes(name)), ...names.filter(removes)];
  for (const operation of operations) {
    const arns = `TopicArn=${given.topic}&ResourceArn=${given.topic}&SubscriptionArn=${given.subscription}`;
    const forms = members.flatMap((member) =>
      shapes.flatMap((shape) => {
        const sent = `${member}${shape}`.replaceAll("MEMBER", member);
        const others = arns.split("&").filter((each) => !each.startsWith(`${member}=`));
        return [sent, `${others.join("&")}&${sent}`];
      }),
    );
    for (const form of ["", ...forms]) {
      const { status, answer } = await post(`Action=${operation}&${form}`);
      expect(status, `${operation} ${form}: ${answer}`).toBeLessThan(500);
    }
  }
});
