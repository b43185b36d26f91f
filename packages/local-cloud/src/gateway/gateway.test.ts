import { connect } from "node:net";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListPhoneNumbersOptedOutCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../core/cloud.ts";
import { createSnsEmulator } from "../emulators/sns/emulator.ts";
import { createSqsEmulator } from "../emulators/sqs/emulator.ts";
import { startTestGateway } from "../testing/fake-cloud.ts";

let local: Awaited<ReturnType<typeof startTestGateway>>;
const invoked: unknown[] = [];
const lambda: Emulator = {
  service: "lambda",
  operations: {
    Invoke: (input: unknown) => {
      invoked.push(input);
      return { StatusCode: 200, Payload: "{}" };
    },
  },
};

beforeEach(async () => {
  local = await startTestGateway();
  for (const emulator of [createSqsEmulator(local.cloud), createSnsEmulator(local.cloud), lambda])
    local.cloud.add(emulator);
});
afterEach(() => local.stop());

const config = () => ({
  endpoint: local.gateway.endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
  maxAttempts: 1,
});
const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
const post = async (service: string, headers: Record<string, string>, body: string, path = "/") => {
  const response = await fetch(`${local.gateway.endpoint}${path}`, {
    method: "POST",
    headers: { authorization: signedFor(service), ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
};
const json = (body: string, target = "AmazonSQS.ListQueues") =>
  post("sqs", { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" }, body);
const form = (service: string, body: string) =>
  post(service, { "content-type": "application/x-www-form-urlencoded" }, body);

test("answers operations and services it lacks with an error that SDKs read", async () => {
  const unknown = new SNSClient(config()).send(new ListPhoneNumbersOptedOutCommand({}));
  await expect(unknown).rejects.toMatchObject({
    name: "InvalidAction",
    message: "The local cloud does not implement ListPhoneNumbersOptedOut of sns.",
  });
  expect(await post("kms", {}, "{}")).toEqual({
    status: 404,
    text: expect.stringContaining(`does not emulate the service \\"kms\\"`),
  });
  expect(await json("{}", "AmazonSQS.toString")).toMatchObject({
    status: 400,
    text: expect.stringContaining("UnknownOperationException"),
  });
});

test.each(["{", "null", "[]", '"text"', "7", `{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`])(
  "refuses the body %.20s, which is no JSON object that it can read",
  async (body) => {
    expect(await json(body)).toMatchObject({
      status: 400,
      text: expect.stringContaining("SerializationException"),
    });
    expect(local.cloud.warnings).toEqual([]);
  },
);

test.each([
  ["a name with a value and members", "Action=Publish&a=1&a.b=2", "MalformedQueryString"],
  ["names nested without end", `Action=Publish&${"a.".repeat(100_000)}b=1`, "MalformedQueryString"],
  ["no action", "Message=x", "MissingAction"],
])("refuses a form with %s", async (_, body, code) => {
  const answer = await form("sns", body);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`<Code>${code}</Code>`);
  expect(local.cloud.warnings).toEqual([]);
});

test("no name in a form reaches a prototype", async () => {
  await form("sns", "Action=ListTopics&__proto__.polluted=yes&constructor.prototype.polluted=yes");
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect({}).not.toHaveProperty("polluted");
});

test("refuses a path that is not encoded right", async () => {
  const answer = await post("lambda", {}, "{}", "/2015-03-31/functions/%E0%A4%A/invocations");
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("ValidationException") });
});

test("hands the client context of an invocation on", async () => {
  const ClientContext = Buffer.from('{"custom":{}}').toString("base64");
  await new LambdaClient(config()).send(new InvokeCommand({ FunctionName: "bake", ClientContext }));
  expect(invoked.at(-1)).toMatchObject({ FunctionName: "bake", ClientContext });
});

test("says who sent nothing that tells the service", async () => {
  const response = await fetch(local.gateway.endpoint, { method: "POST", body: "{}" });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
});

test("speaks the older query protocol with SQS, as SDKs of before 2024 do", async () => {
  const created = await form(
    "sqs",
    "Action=CreateQueue&QueueName=orders&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=60",
  );
  expect(created.text).toMatch(
    /^<CreateQueueResponse xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/"><CreateQueueResult><QueueUrl>/,
  );
  const { QueueUrl } = await new SQSClient(config()).send(new GetQueueUrlCommand({ QueueName: "orders" }));
  const queue = `QueueUrl=${encodeURIComponent(QueueUrl!)}`;
  const sent = await form(
    "sqs",
    `Action=SendMessageBatch&${queue}&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=%3Crye%3E` +
      "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=kind&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String" +
      "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=bread",
  );
  expect(sent.text).toContain("<SendMessageBatchResult><SendMessageBatchResultEntry><Id>a</Id>");
  const received = await form(
    "sqs",
    `Action=ReceiveMessage&${queue}&MaxNumberOfMessages=10&AttributeName.1=ApproximateReceiveCount&MessageAttributeName.1=All`,
  );
  for (const part of [
    "<ReceiveMessageResult><Message><MessageId>",
    "<Body>&#60;rye&#62;</Body>",
    "<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>",
    "<MessageAttribute><Name>kind</Name><Value><DataType>String</DataType><StringValue>bread</StringValue></Value></MessageAttribute>",
  ])
    expect(received.text).toContain(part);
  const attributes = await form(
    "sqs",
    `Action=GetQueueAttributes&${queue}&AttributeName.1=VisibilityTimeout`,
  );
  expect(attributes.text).toContain("<Attribute><Name>VisibilityTimeout</Name><Value>60</Value></Attribute>");
  const gone = await form("sqs", "Action=GetQueueUrl&QueueName=nobody");
  expect(gone).toMatchObject({
    status: 400,
    text: expect.stringContaining("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"),
  });
});

test("closes although a client holds a socket it upgraded", async () => {
  local.gateway.serve({
    host: "open.test",
    fetch: () => new Response(),
    upgrade: (_, socket) => socket.write("hello"),
  });
  const socket = connect(local.gateway.port, "127.0.0.1", () =>
    socket.write(
      "GET /_host/open.test/x HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ),
  );
  await new Promise((resolve) => socket.once("data", resolve));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await local.gateway.close();
  await closed;
});
