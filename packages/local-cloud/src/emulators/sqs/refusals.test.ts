import { afterAll, beforeAll, expect, test } from "vitest";
import { documentedRefusals } from "./documented-refusals.cases.ts";
import { recordedRefusals } from "./recorded-refusals.cases.ts";
import type { Refusal } from "./refusals.fixture.ts";
import { schemas } from "./schemas.ts";
import { formOf, type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
beforeAll(async () => {
  sqs = await startSqs();
  await sqs.queue("orders");
  await sqs.fifo();
});
afterAll(() => sqs.stop());

const inputOf = ({ operation, queue = "orders", input }: Refusal) =>
  operation in schemas && "QueueUrl" in schemas[operation as keyof typeof schemas].shape
    ? { QueueUrl: sqs.urlOf(queue), ...input }
    : input;

test.each([...recordedRefusals, ...documentedRefusals])("$operation refuses $what", async (refusal) => {
  const { code, type = code, message, status = 400 } = refusal;
  const answer = await sqs.call(refusal.operation, inputOf(refusal));
  expect(answer).toMatchObject({ status, queryError: `${code};Sender`, body: { message } });
  expect(answer.body.__type.split("#")[1]).toBe(type);
});

const plain = (xml: string) =>
  xml.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

test.each([...recordedRefusals, ...documentedRefusals].filter(({ what }) => !/\\ud/.test(what)))(
  "$operation refuses $what in the query protocol",
  async (refusal) => {
    const { code, message, status = 400, operation } = refusal;
    const answer = await sqs.query(formOf(operation, inputOf(refusal)));
    // An empty list has no form.
    if (code.endsWith("EmptyBatchRequest")) return expect(answer.status).toBe(400);
    expect(answer.status).toBe(status);
    expect(plain(answer.xml)).toContain(`<Code>${code}</Code><Message>${message}</Message>`);
  },
);

test("names a queue that does not exist in each protocol's words", async () => {
  const QueueUrl = sqs.urlOf("unknown");
  const QueueDoesNotExist = {
    status: 400,
    queryError: "AWS.SimpleQueueService.NonExistentQueue;Sender",
    body: {
      __type: "com.amazonaws.sqs#QueueDoesNotExist",
      message: "The specified queue does not exist.",
    },
  };
  expect(await sqs.call("GetQueueAttributes", { QueueUrl })).toMatchObject(QueueDoesNotExist);
  expect(await sqs.call("GetQueueUrl", { QueueName: "unknown" })).toMatchObject(QueueDoesNotExist);
  const { status, xml } = await sqs.query({ Action: "GetQueueAttributes", QueueUrl });
  expect(status).toBe(400);
  expect(xml).toContain("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  expect(xml).toContain("<Message>The specified queue does not exist for this wsdl version.</Message>");
});

const WRONG = [
  undefined,
  null,
  0,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER,
  "",
  "x",
  true,
  [],
  {},
  [null],
  [1],
  [{}],
];
const members = Object.entries(schemas).flatMap(([operation, { shape }]) =>
  Object.keys(shape).map((member) => ({ operation, member })),
);

test.each(members)("$operation answers a $member of any type", async ({ operation, member }) => {
  const right = {
    QueueUrl: sqs.urlOf("orders"),
    QueueName: "other",
    MessageBody: "x",
    ReceiptHandle: "x",
    VisibilityTimeout: 1,
    Label: "x",
    AWSAccountIds: ["000000000000"],
    Actions: ["SendMessage"],
    Attributes: {},
    Tags: {},
    TagKeys: [],
    SourceArn: sqs.arnOf("orders"),
    TaskHandle: "x",
    Entries: [{ Id: "a", MessageBody: "x", ReceiptHandle: "x", VisibilityTimeout: 1 }],
  };
  const skipped = operation === "DeleteQueue" && member === "QueueUrl" ? ["x"] : [];
  for (const wrong of WRONG.filter((value) => !skipped.includes(value as never))) {
    const answer = await sqs.call(operation, { ...right, WaitTimeSeconds: 0, [member]: wrong });
    expect(answer.status, JSON.stringify(wrong)).toBeLessThan(500);
    const nested = await sqs.call(operation, { ...right, [member]: { a: wrong, b: [wrong] } });
    expect(nested.status, JSON.stringify(wrong)).toBeLessThan(500);
  }
});

test.each(["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"])(
  "%s answers entries of any type",
  async (operation) => {
    const right = { Id: "a", MessageBody: "x", ReceiptHandle: "x", VisibilityTimeout: 1, DelaySeconds: 0 };
    for (const member of [
      ...Object.keys(right),
      "MessageAttributes",
      "MessageSystemAttributes",
      "MessageGroupId",
    ]) {
      for (const wrong of WRONG) {
        const Entries = [{ ...right, [member]: wrong }];
        const { status } = await sqs.call(operation, { QueueUrl: sqs.urlOf("orders"), Entries });
        expect(status, `${member} ${JSON.stringify(wrong)}`).toBeLessThan(500);
      }
    }
  },
);

test("answers what is nested deeper than any message", async () => {
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  const answer = await sqs.call("SendMessage", `{"QueueUrl":"x","MessageAttributes":${deep}}`);
  expect(answer.status).toBe(400);
});

test.each([
  "MessageAttribute.1.Value.StringValue=x&MessageAttribute.1.Value.DataType=String",
  "MessageAttribute.1.Name=a&MessageAttribute.1.Value.StringValue=x",
  "MessageAttribute.1.Name=a",
  "MessageAttribute.1=a",
  "MessageAttribute=a",
  "DelaySeconds=soon",
  "DelaySeconds.toString=null",
  "MessageBody.toString=null",
  "MessageAttribute.1.Name.toString=null",
])("refuses %s in the query protocol", async (more) => {
  const form = { Action: "SendMessage", QueueUrl: sqs.urlOf("orders"), MessageBody: "x" };
  const { status } = await sqs.query({ ...form, ...Object.fromEntries(new URLSearchParams(more)) });
  expect(status).toBe(400);
});
