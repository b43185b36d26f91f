import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createTestCloud, startTestGateway } from "../../testing/fake-cloud.ts";
import { createSqsEmulator } from "./index.ts";
import { refusals } from "./refusals.cases.ts";
import { createTestSqs, type TestSqs } from "./sqs-fixture.ts";

let sqs: TestSqs;
let urls: { standard: string; fifo: string };

beforeAll(async () => {
  sqs = createTestSqs();
  urls = { standard: await sqs.create("standard"), fifo: await sqs.create("fifo.fifo") };
});

test.each(refusals)("refuses $name", async ({ queue = "standard", operation, input, code, message }) => {
  const error = await sqs.call(operation, { QueueUrl: urls[queue], ...input }).catch((refused) => refused);
  expect(error).toBeInstanceOf(AwsError);
  expect(error).toMatchObject({ code, ...(message !== undefined && { message }) });
});

test("takes every other character, and texts at the ends of what is allowed", async () => {
  const allowed = ["\t\n\r", " ~", "\ud7ff\ue000\ufffd", "\u{10000}\u{10ffff}", "bread 🥖 and 👩‍🍳"];
  for (const body of allowed) await sqs.send(urls.standard, body);
  expect(await sqs.bodies(urls.standard)).toEqual(allowed);
  const longest = { MessageGroupId: "g".repeat(128), MessageDeduplicationId: "~".repeat(128) };
  await sqs.send(urls.fifo, "a", longest);
  await sqs.send(urls.standard, "a", { MessageGroupId: "fair" });
  expect(await sqs.receive(urls.standard)).toMatchObject([{ Attributes: { MessageGroupId: "fair" } }]);
  await sqs.send(urls.standard, "b", {
    MessageAttributes: { "attr.1øßä": { DataType: "Number.int", StringValue: "-1.5e3" } },
  });
});

test("fails for nothing it is sent", async () => {
  const odd: readonly unknown[] = [
    null,
    1,
    "",
    "a",
    [],
    {},
    [null],
    { a: 1 },
    { toString: null },
    [{ Id: "a" }],
    { "": {} },
  ];
  const members =
    "QueueUrl QueueName Attributes AttributeNames Tags TagKeys Entries MessageBody MessageAttributes ReceiptHandle SourceArn TaskHandle Label Actions AWSAccountIds NextToken MaxResults VisibilityTimeout".split(
      " ",
    );
  const emulator = createSqsEmulator(createTestCloud());
  const caller = { principal: { kind: "root" }, causes: [] } as const;
  for (const [operation, run] of Object.entries(emulator.operations))
    for (const input of [
      undefined,
      ...odd,
      ...members.flatMap((name) => odd.map((value) => ({ QueueUrl: "q", [name]: value }))),
    ]) {
      emulator.permissions?.(operation, typeof input === "object" && input !== null ? input : {});
      const outcome = await Promise.resolve()
        .then(() => run(input, caller))
        .catch((error) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AwsError);
    }
  await emulator.stop?.();
});

const signed = { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sqs/aws4_request, a" };
const start = async () => {
  const started = await startTestGateway();
  const emulator = createSqsEmulator(started.cloud);
  started.cloud.add(emulator);
  await started.cloud.call(
    "sqs",
    "CreateQueue",
    { QueueName: "q" },
    { principal: { kind: "root" }, causes: [] },
  );
  return { ...started, url: `${started.gateway.endpoint}/000000000000/q` };
};
let wire: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  wire = await start();
});
afterAll(() => wire.stop());

const json = async (operation: string, input: object) => {
  const response = await fetch(wire.gateway.endpoint, {
    method: "POST",
    headers: {
      ...signed,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
    },
    body: JSON.stringify({ QueueUrl: wire.url, ...input }),
  });
  const { __type } = (await response.json()) as { __type?: string };
  return [response.status, __type, response.headers.get("x-amzn-query-error")];
};
const query = async (form: Record<string, string>) => {
  const response = await fetch(wire.gateway.endpoint, {
    method: "POST",
    headers: { ...signed, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ QueueUrl: wire.url, Version: "2012-11-05", ...form }),
  });
  const text = await response.text();
  return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text };
};

test("names errors in both protocols as the SDKs know them", async () => {
  expect(await json("ReceiveMessage", { WaitTimeSeconds: 21 })).toEqual([
    400,
    "InvalidParameterValueException",
    "InvalidParameterValue;Sender",
  ]);
  expect(await json("SendMessage", {})).toEqual([
    400,
    "MissingRequiredParameterException",
    "MissingParameter;Sender",
  ]);
  const gone = { QueueUrl: `${wire.url}-gone` };
  expect(await json("ReceiveMessage", gone)).toEqual([
    400,
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue;Sender",
  ]);
  const unknown = await query({ Action: "ReceiveMessage", ...gone });
  expect([unknown.status, unknown.code]).toEqual([400, "AWS.SimpleQueueService.NonExistentQueue"]);
  expect(unknown.text).toContain(
    "<Message>The specified queue does not exist for this wsdl version.</Message>",
  );
  const twice = { Id: "a", ReceiptHandle: "h" };
  expect(await json("DeleteMessageBatch", { Entries: [twice, twice] })).toEqual([
    400,
    "BatchEntryIdsNotDistinct",
    "AWS.SimpleQueueService.BatchEntryIdsNotDistinct;Sender",
  ]);
  expect(await query({ Action: "SendMessageBatch" })).toMatchObject({
    status: 400,
    code: "AWS.SimpleQueueService.EmptyBatchRequest",
  });
  expect(await json("DeleteMessage", { ReceiptHandle: "h" })).toEqual([
    404,
    "ReceiptHandleIsInvalid",
    "ReceiptHandleIsInvalid;Sender",
  ]);
});

test.each<Record<string, string>>([
  { Action: "SendMessage", MessageBody: "a", DelaySeconds: "soon" },
  { Action: "SendMessage", MessageBody: "a", "MessageAttribute.1.Value.StringValue": "a" },
  { Action: "SendMessage", MessageBody: "a", MessageAttribute: "a" },
  { Action: "TagQueue", "Tag.1": "a" },
  { Action: "TagQueue", constructor: "a", toString: "b" },
  { Action: "SendMessageBatch", "SendMessageBatchRequestEntry.1": "a" },
  { Action: "SetQueueAttributes", "Attribute.1.Name": "DelaySeconds" },
])("refuses the form %o", async (form) => {
  expect((await query(form)).status).toBe(400);
});

test("is understood by the SDK", async () => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const { endpoint } = wire.gateway;
  const client = new SQSClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
  const send = (QueueUrl: string, MessageBody: string) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  await expect(send(wire.url, "\ufffe")).rejects.toMatchObject({ name: "InvalidMessageContents" });
  await expect(send(`${wire.url}-gone`, "a")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  client.destroy();
});
