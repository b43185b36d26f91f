import { beforeEach, expect, test } from "vitest";
import { createTestSqs, type TestSqs } from "./sqs-fixture.ts";

let sqs: TestSqs;
beforeEach(() => {
  sqs = createTestSqs();
});
const at = (QueueUrl: string) => ({ QueueUrl });
const pass = (seconds: number) => sqs.cloud.clock.advance(seconds * 1000);

const computed = {
  ApproximateNumberOfMessages: "0",
  ApproximateNumberOfMessagesDelayed: "0",
  ApproximateNumberOfMessagesNotVisible: "0",
  CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
  LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
};
const standard = {
  ...computed,
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  QueueArn: "arn:aws:sqs:eu-west-1:000000000000:orders",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

test("gives a queue its defaults, and keeps what was set", async () => {
  const url = await sqs.create("orders", { VisibilityTimeout: "20" });
  expect(await sqs.attributes(url, "All")).toEqual({ ...standard, VisibilityTimeout: "20" });
  await sqs.call("SetQueueAttributes", {
    ...at(url),
    Attributes: { DelaySeconds: "420", MaximumMessageSize: "2048" },
  });
  const set = { VisibilityTimeout: "20", DelaySeconds: "420", MaximumMessageSize: "2048" };
  expect(await sqs.attributes(url, "All")).toEqual({ ...standard, ...set });
  expect(await sqs.call("GetQueueAttributes", at(url))).toEqual({});
});

test("gives a FIFO queue its own, and lets its deduplication change", async () => {
  const url = await sqs.create("orders.fifo", { FifoQueue: "True", ContentBasedDeduplication: "TRUE" });
  const fifo = { FifoQueue: "true", DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" };
  const names = { ...standard, QueueArn: `${standard.QueueArn}.fifo`, ...fifo };
  expect(await sqs.attributes(url, "All")).toEqual({ ...names, ContentBasedDeduplication: "true" });
  await sqs.call("SetQueueAttributes", {
    ...at(url),
    Attributes: { FifoQueue: "true", ContentBasedDeduplication: "false" },
  });
  expect(await sqs.attributes(url, "All")).toEqual({ ...names, ContentBasedDeduplication: "false" });
});

test("has one kind of key at a time", async () => {
  const url = await sqs.create("orders");
  const set = (Attributes: object) => sqs.call("SetQueueAttributes", { ...at(url), Attributes });
  const names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"] as const;
  await set({ KmsMasterKeyId: "key", KmsDataKeyReusePeriodSeconds: "6000" });
  const withKey = {
    KmsMasterKeyId: "key",
    KmsDataKeyReusePeriodSeconds: "6000",
    SqsManagedSseEnabled: "false",
  };
  expect(await sqs.attributes(url, ...names)).toEqual(withKey);
  await set({ KmsMasterKeyId: "", KmsDataKeyReusePeriodSeconds: "300" });
  expect(await sqs.attributes(url, ...names)).toEqual({ SqsManagedSseEnabled: "false" });
  await set({ SqsManagedSseEnabled: "true" });
  expect(await sqs.attributes(url, ...names)).toEqual({ SqsManagedSseEnabled: "true" });
});

test("an empty redrive policy or policy is none", async () => {
  const url = await sqs.create("orders");
  const set = (Attributes: object) => sqs.call("SetQueueAttributes", { ...at(url), Attributes });
  await set({ RedrivePolicy: "" });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: standard.QueueArn, maxReceiveCount: "42" });
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await set({ RedrivePolicy, Policy });
  expect(await sqs.attributes(url, "RedrivePolicy", "Policy")).toEqual({ RedrivePolicy, Policy });
  await set({ RedrivePolicy: "", Policy: "" });
  expect(await sqs.attributes(url, "All")).toEqual(standard);
});

test("creates a queue that is there again only as it is", async () => {
  const given = { ReceiveMessageWaitTimeSeconds: "1", DelaySeconds: "1" };
  const url = await sqs.create("orders", given);
  for (const attributes of [{}, { DelaySeconds: "1" }, given])
    expect(await sqs.create("orders", attributes)).toBe(url);
  await sqs.call("SetQueueAttributes", { ...at(url), Attributes: { DelaySeconds: "2" } });
  expect(await sqs.create("orders", { ...given, DelaySeconds: "2" })).toBe(url);
  await expect(sqs.create("orders", given)).rejects.toMatchObject({ code: "QueueNameExists" });
});

test("lets a name rest for a minute after its queue was deleted", async () => {
  const url = await sqs.create("orders");
  await sqs.send(url, "a");
  await sqs.call("DeleteQueue", at(url));
  await expect(sqs.receive(url)).rejects.toMatchObject({ code: "QueueDoesNotExist" });
  await expect(sqs.create("orders")).rejects.toMatchObject({
    code: "QueueDeletedRecently",
    message:
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
  });
  pass(60);
  await sqs.create("orders");
  expect(await sqs.receive(url)).toEqual([]);
});

test("purges everything, once a minute", async () => {
  const url = await sqs.create("orders");
  for (const body of ["a", "b"]) await sqs.send(url, body);
  await sqs.send(url, "later", { DelaySeconds: 10 });
  await sqs.receive(url, { MaxNumberOfMessages: 1 });
  await sqs.call("PurgeQueue", at(url));
  expect(await sqs.attributes(url, "All")).toEqual(standard);
  await expect(sqs.call("PurgeQueue", at(url))).rejects.toMatchObject({
    code: "PurgeQueueInProgress",
    status: 403,
    message: "Only one PurgeQueue operation on orders is allowed every 60 seconds.",
  });
  pass(60);
  expect(await sqs.receive(url)).toEqual([]);
  await sqs.call("PurgeQueue", at(url));
});

test("lists queues by prefix and in pages", async () => {
  expect(await sqs.call("ListQueues")).toEqual({});
  const urls: string[] = [];
  for (const name of ["b-1", "a-2", "a-1", "a-3"]) urls.push(await sqs.create(name));
  const [b1, a2, a1, a3] = urls;
  expect(await sqs.call("ListQueues")).toEqual({ QueueUrls: [a1, a2, a3, b1] });
  const asked = { QueueNamePrefix: "a-", MaxResults: 2 };
  const first = await sqs.call("ListQueues", asked);
  expect(first).toEqual({ QueueUrls: [a1, a2], NextToken: expect.any(String) });
  expect(await sqs.call("ListQueues", { ...asked, NextToken: first.NextToken })).toEqual({ QueueUrls: [a3] });
  expect(await sqs.call("GetQueueUrl", { QueueName: "a-2" })).toEqual({ QueueUrl: a2 });
});

test("tags a queue", async () => {
  const created = await sqs.call("CreateQueue", { QueueName: "orders", tags: { team: "bread" } });
  const url = created.QueueUrl as string;
  await sqs.call("TagQueue", { ...at(url), Tags: { Team: "cake", team: "rolls", empty: "" } });
  expect(await sqs.call("ListQueueTags", at(url))).toEqual({
    Tags: { Team: "cake", team: "rolls", empty: "" },
  });
  await sqs.call("UntagQueue", { ...at(url), TagKeys: ["Team", "team", "empty", "unknown"] });
  expect(await sqs.call("ListQueueTags", at(url))).toEqual({});
});

test("adds and removes permissions", async () => {
  const url = await sqs.create("orders");
  const add = (Label: string, AWSAccountIds: string[], Actions = ["ReceiveMessage"]) =>
    sqs.call("AddPermission", { ...at(url), Label, AWSAccountIds, Actions });
  const remove = (Label: string) => sqs.call("RemovePermission", { ...at(url), Label });
  const policy = async () => JSON.parse((await sqs.attributes(url, "Policy")).Policy!);
  await add("both", ["668614515564", "000000000000"]);
  const roots = ["arn:aws:iam::668614515564:root", "arn:aws:iam::000000000000:root"];
  const allows = (Sid: string, AWS: unknown, Action: unknown) => ({
    Sid,
    Effect: "Allow",
    Principal: { AWS },
    Action,
    Resource: standard.QueueArn,
  });
  const document = { Version: "2008-10-17", Id: `${standard.QueueArn}/SQSDefaultPolicy` };
  expect(await policy()).toEqual({ ...document, Statement: [allows("both", roots, "SQS:ReceiveMessage")] });
  await expect(add("both", ["000000000000"])).rejects.toMatchObject({
    message: "Value both for parameter Label is invalid. Reason: Already exists.",
  });
  await add("own", ["000000000000"], ["SendMessage", "*"]);
  await remove("both");
  const own = allows("own", roots[1], ["SQS:SendMessage", "SQS:*"]);
  expect(await policy()).toEqual({ ...document, Statement: [own] });
  expect(sqs.cloud.use("resourcePolicies").policyOf(standard.QueueArn)).toEqual(await policy());
  await remove("own");
  expect(await sqs.attributes(url, "Policy")).toBeUndefined();
});
