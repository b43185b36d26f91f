import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.stop());

const create = (QueueName: string, Attributes: Record<string, string> = {}, more: object = {}) =>
  sqs.call("CreateQueue", { QueueName, Attributes, ...more });
const set = (name: string, Attributes: Record<string, string>) =>
  sqs.ok("SetQueueAttributes", { QueueUrl: sqs.urlOf(name), Attributes });
const attributesOf = async (name: string, ...names: string[]) =>
  (await sqs.ok("GetQueueAttributes", { QueueUrl: sqs.urlOf(name), AttributeNames: names })).Attributes;

const DEFAULTS = {
  ApproximateNumberOfMessages: "0",
  ApproximateNumberOfMessagesDelayed: "0",
  ApproximateNumberOfMessagesNotVisible: "0",
  CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
  DelaySeconds: "0",
  LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

// Answers recorded on AWS, https://github.com/localstack/localstack/tree/main/tests/aws/services/sqs.
test("has the attributes of AWS, with its defaults", async () => {
  await create("orders", { MessageRetentionPeriod: "604800", VisibilityTimeout: "20" });
  const standard = { ...DEFAULTS, MessageRetentionPeriod: "604800", VisibilityTimeout: "20" };
  expect(await attributesOf("orders", "All")).toEqual({ ...standard, QueueArn: sqs.arnOf("orders") });
  await set("orders", { MaximumMessageSize: "2048", DelaySeconds: "420" });
  expect(await attributesOf("orders", "All")).toMatchObject({
    ...standard,
    MaximumMessageSize: "2048",
    DelaySeconds: "420",
  });
  expect(await attributesOf("orders", "QueueArn", "DelaySeconds")).toEqual({
    QueueArn: sqs.arnOf("orders"),
    DelaySeconds: "420",
  });
  expect(await sqs.ok("GetQueueAttributes", { QueueUrl: sqs.urlOf("orders") })).toEqual({});

  await create("orders.fifo", { FifoQueue: "True", ContentBasedDeduplication: "True" });
  const fifo = {
    ...DEFAULTS,
    ContentBasedDeduplication: "true",
    DeduplicationScope: "queue",
    FifoQueue: "true",
    FifoThroughputLimit: "perQueue",
    QueueArn: sqs.arnOf("orders.fifo"),
  };
  expect(await attributesOf("orders.fifo", "All")).toEqual(fifo);
  await set("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "false" });
  expect(await attributesOf("orders.fifo", "ContentBasedDeduplication")).toEqual({
    ContentBasedDeduplication: "false",
  });
});

test("has one encryption at a time", async () => {
  await create("orders");
  const names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];
  const key = { KmsMasterKeyId: "testKeyId", KmsDataKeyReusePeriodSeconds: "6000" };
  await set("orders", key);
  expect(await attributesOf("orders", ...names)).toEqual({ ...key, SqsManagedSseEnabled: "false" });
  await set("orders", { KmsMasterKeyId: "", KmsDataKeyReusePeriodSeconds: "300" });
  expect(await attributesOf("orders", ...names)).toEqual({ SqsManagedSseEnabled: "false" });
  await set("orders", { SqsManagedSseEnabled: "true" });
  expect(await attributesOf("orders", ...names)).toEqual({ SqsManagedSseEnabled: "true" });
});

test("creates a queue again that has the attributes asked for, whatever is in it", async () => {
  await create("orders", { DelaySeconds: "1", ReceiveMessageWaitTimeSeconds: "1" });
  await sqs.send(sqs.urlOf("orders"), "a");
  const same = { status: 200, body: { QueueUrl: sqs.urlOf("orders") } };
  const given: Record<string, string>[] = [{}, { DelaySeconds: "1" }, { VisibilityTimeout: "30" }];
  for (const attributes of given) expect(await create("orders", attributes)).toMatchObject(same);
  expect((await create("orders", { DelaySeconds: "2" })).body.__type).toContain("QueueNameExists");
  await set("orders", { DelaySeconds: "2" });
  expect(await create("orders", { DelaySeconds: "2" })).toMatchObject(same);
  expect((await create("orders", { DelaySeconds: "1" })).status).toBe(400);
  await create("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
  const other = await create("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "false" });
  expect(other.body.message).toContain("a different value for attribute ContentBasedDeduplication");
});

test("gives the name of a deleted queue away after a minute", async () => {
  await create("orders");
  await sqs.ok("DeleteQueue", { QueueUrl: sqs.urlOf("orders") });
  expect(await create("orders")).toMatchObject({
    queryError: "AWS.SimpleQueueService.QueueDeletedRecently;Sender",
    body: {
      message:
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    },
  });
  sqs.cloud.clock.advance(60_000);
  expect((await create("orders")).status).toBe(200);
});

test("lists queues by prefix and in pages, and leaves out an empty list", async () => {
  const names = Array.from({ length: 10 }, (_, at) => `a-${at}`);
  for (const name of [...names, "b"]) await create(name);
  const all = await sqs.ok("ListQueues", { QueueNamePrefix: "a-" });
  expect(all).toEqual({ QueueUrls: names.map(sqs.urlOf) });
  const first = await sqs.ok("ListQueues", { QueueNamePrefix: "a-", MaxResults: 2 });
  expect(first).toEqual({ QueueUrls: names.slice(0, 2).map(sqs.urlOf), NextToken: expect.any(String) });
  const { NextToken } = first;
  expect(await sqs.ok("ListQueues", { QueueNamePrefix: "a-", MaxResults: 10, NextToken })).toEqual({
    QueueUrls: names.slice(2).map(sqs.urlOf),
  });
  expect(await sqs.ok("ListQueues", { QueueNamePrefix: "c" })).toEqual({});
});

test("tags queues", async () => {
  const QueueUrl = sqs.urlOf("orders");
  await create("orders", {}, { tags: { Team: "bread", team: "cake" } });
  const tags = async () => sqs.ok("ListQueueTags", { QueueUrl });
  expect(await tags()).toEqual({ Tags: { Team: "bread", team: "cake" } });
  await sqs.ok("TagQueue", { QueueUrl, Tags: { team: "", size: "s" } });
  expect(await tags()).toEqual({ Tags: { Team: "bread", team: "", size: "s" } });
  await sqs.ok("UntagQueue", { QueueUrl, TagKeys: ["Team", "size", "unknown"] });
  await sqs.ok("UntagQueue", { QueueUrl, TagKeys: ["team"] });
  expect(await tags()).toEqual({});
  const form = { Action: "CreateQueue", QueueName: "old", "Tag.1.Key": "a", "Tag.1.Value": "b" };
  expect((await sqs.query(form)).status).toBe(200);
  expect(await sqs.ok("ListQueueTags", { QueueUrl: sqs.urlOf("old") })).toEqual({ Tags: { a: "b" } });
});

test("writes permissions into the policy, and takes them out again", async () => {
  const QueueUrl = sqs.urlOf("orders");
  await create("orders");
  const permission = { QueueUrl, Label: "one", Actions: ["ReceiveMessage"] };
  const ids = ["668614515564", "000000000000"];
  await sqs.ok("AddPermission", { ...permission, AWSAccountIds: ids });
  const statement = (Sid: string, AWS: unknown) => ({
    Sid,
    Effect: "Allow",
    Principal: { AWS },
    Action: "SQS:ReceiveMessage",
    Resource: sqs.arnOf("orders"),
  });
  const policy = async () => JSON.parse((await attributesOf("orders", "Policy"))?.Policy ?? "null");
  const [first, second] = ids.map((id) => `arn:aws:iam::${id}:root`);
  expect(await policy()).toEqual({
    Version: "2008-10-17",
    Id: `${sqs.arnOf("orders")}/SQSDefaultPolicy`,
    Statement: [statement("one", [first, second])],
  });
  const again = await sqs.call("AddPermission", { ...permission, AWSAccountIds: ids });
  expect(again.body.message).toBe("Value one for parameter Label is invalid. Reason: Already exists.");
  await sqs.ok("AddPermission", { ...permission, Label: "two", AWSAccountIds: ids.slice(0, 1) });
  await sqs.ok("RemovePermission", { QueueUrl, Label: "one" });
  expect((await policy()).Statement).toEqual([statement("two", first)]);
  await sqs.ok("RemovePermission", { QueueUrl, Label: "two" });
  expect(await sqs.ok("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] })).toEqual({});
});

test("takes policies away with an empty text", async () => {
  await create("dead");
  await create("orders");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: sqs.arnOf("dead"), maxReceiveCount: "42" });
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await set("orders", { RedrivePolicy, Policy });
  expect(await attributesOf("orders", "RedrivePolicy", "Policy")).toEqual({ RedrivePolicy, Policy });
  await set("orders", { RedrivePolicy: "", Policy: "" });
  expect(Object.keys(await attributesOf("orders", "All"))).not.toContain("RedrivePolicy");
  expect(Object.keys(await attributesOf("orders", "All"))).not.toContain("Policy");
});

test.each([
  ['{"maxReceiveCount":3}', "A redrive policy is JSON with the ARN"],
  ['{"deadLetterTargetArn":"dummy","maxReceiveCount":3}', "A redrive policy is JSON with the ARN"],
  ['{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:dead"}', "A redrive policy is JSON"],
  ['{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:dead","maxReceiveCount":0}', "from 1 to 1000"],
  ['{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:dead","maxReceiveCount":1001}', "1 to 1000"],
  ['{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:x","maxReceiveCount":3}', "does not exist"],
  [
    '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:dead.fifo","maxReceiveCount":3}',
    "must be same type",
  ],
  [
    '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:closed","maxReceiveCount":3}',
    "does not allow this queue",
  ],
])("refuses the redrive policy %s", async (RedrivePolicy, reason) => {
  await create("dead");
  await create("dead.fifo", { FifoQueue: "true" });
  await create("closed", { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
  const { queryError, body } = await create("orders", { RedrivePolicy });
  expect(queryError).toBe("InvalidParameterValue;Sender");
  expect(body.message).toContain(`Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: `);
  expect(body.message).toContain(reason);
});

test.each([
  [["orders"], { fifoQueue: false }, undefined],
  [["orders.fifo"], { fifoQueue: true, contentBasedDeduplication: true }, undefined],
  [["orders"], { contentBasedDeduplication: false, kmsMasterKeyId: "alias/x" }, undefined],
  [["orders"], { contentBasedDeduplication: true }, /contentBasedDeduplication.*only FIFO queues have it/s],
  [["orders"], { deduplicationScope: "queue" }, /deduplicationScope.*only FIFO queues have it/s],
  [["orders"], { fifoThroughputLimit: "perQueue" }, /fifoThroughputLimit.*only FIFO queues have it/s],
  [["orders.fifo"], { fifoQueue: true, fifoThroughputLimit: "perMessageGroupId" }, /perMessageGroupId/],
  [["orders.fifo"], {}, /orders.fifo.* is no name of a standard queue/],
  [
    ["orders"],
    { fifoQueue: true },
    /"orders\\" is no name of a FIFO queue|"orders" is no name of a FIFO queue/,
  ],
  [["or ders"], {}, /no name of a standard queue/],
  [["orders"], { visibilityTimeoutSeconds: 43_201 }, /visibilityTimeoutSeconds/],
  [["orders"], { delaySeconds: 901 }, /delaySeconds/],
  [["orders"], { messageRetentionSeconds: 59 }, /messageRetentionSeconds/],
  [["orders"], { receiveWaitTimeSeconds: 21 }, /receiveWaitTimeSeconds/],
  [["orders"], { maxMessageSize: 1_048_577 }, /maxMessageSize/],
  [["orders"], { kmsMasterKeyId: "alias/x", sqsManagedSseEnabled: true }, /one encryption/],
  [["orders"], { redrivePolicy: "{}" }, /redrivePolicy.*deadLetterTargetArn/s],
  [["orders"], { redriveAllowPolicy: "{}" }, /redriveAllowPolicy.*redrivePermission/s],
])("declares a queue %j with %j as AWS does", async ([name], inputs, refused) => {
  const declared = sqs.queue(name!, inputs);
  if (refused) await expect(declared).rejects.toThrow(refused);
  else await declared;
});
