import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
let { client, queue, send, receive, bodies } = {} as Sqs;

beforeEach(async () => {
  sqs = await startSqs();
  ({ client, queue, send, receive, bodies } = sqs);
});
afterEach(() => sqs.stop());

test("hands a message over with its attributes until it is deleted", async () => {
  const { url } = await queue("orders");
  const sent = await send(url, "croissant", {
    MessageAttributes: { kind: { DataType: "String", StringValue: "order" } },
    MessageSystemAttributes: {
      AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" },
    },
  });
  const [message] = await receive(url);
  expect(message).toMatchObject({
    MessageId: sent.MessageId,
    Body: "croissant",
    MessageAttributes: { kind: { DataType: "String", StringValue: "order" } },
    Attributes: {
      ApproximateReceiveCount: "1",
      SenderId: "000000000000",
      AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793",
    },
  });
  await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message!.ReceiptHandle }));
  sqs.cloud.clock.advance(60_000);
  expect(await receive(url)).toEqual([]);
});

test("answers errors by the names the SDK knows", async () => {
  const { url } = await queue("orders", { maxMessageSize: 1024 });
  await expect(send(`${url}-unknown`, "x")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  await expect(send(url, "x".repeat(1025))).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(
    client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "a", MessageBody: "x" },
          { Id: "a", MessageBody: "y" },
        ],
      }),
    ),
  ).rejects.toMatchObject({ name: "BatchEntryIdsNotDistinct" });
});

test("takes a message of one mebibyte and none larger", async () => {
  const { url } = await queue("orders");
  await expect(send(url, "x".repeat(1_048_577))).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await send(url, "x".repeat(1_048_576));
  expect((await receive(url))[0]!.Body).toHaveLength(1_048_576);
});

test("fails only the entries of a batch that are wrong", async () => {
  const { url } = await queue("orders");
  const answer = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: [
        { Id: "good", MessageBody: "x" },
        { Id: "bad", MessageBody: "\u0000" },
      ],
    }),
  );
  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
  expect(answer.Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
});

test("shows a message again when its visibility timeout is over, on the emulator's clock", async () => {
  const { url } = await queue("orders", { visibilityTimeoutSeconds: 30 });
  await send(url, "a");
  const [first] = await receive(url);
  sqs.cloud.clock.advance(29_000);
  expect(await receive(url)).toEqual([]);
  sqs.cloud.clock.advance(1_000);
  expect(await receive(url)).toMatchObject([
    { MessageId: first!.MessageId, Attributes: { ApproximateReceiveCount: "2" } },
  ]);
});

test("still deletes by an old receipt handle", async () => {
  const { url } = await queue("orders");
  await send(url, "a");
  const [message] = await receive(url);
  sqs.cloud.clock.advance(31_000);
  await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message!.ReceiptHandle }));
  expect(await receive(url)).toEqual([]);
});

test("wakes a waiting receiver when a message arrives or its delay is over", async () => {
  const { url } = await queue("orders");
  const waiting = receive(url, { WaitTimeSeconds: 20 });
  await send(url, "now");
  expect(await waiting).toMatchObject([{ Body: "now" }]);

  await send(url, "later", { DelaySeconds: 10 });
  expect(await bodies(url)).toEqual([]);
  const waitingLonger = receive(url, { WaitTimeSeconds: 20 });
  await sqs.cloud.journal.waitFor(
    ({ action, durationMs }) => action === "ReceiveMessage" && durationMs === undefined,
  );
  sqs.cloud.clock.advance(10_000);
  expect(await waitingLonger).toMatchObject([{ Body: "later" }]);
});

test("answers a wait that is over with nothing", async () => {
  const { url } = await queue("orders", { receiveWaitTimeSeconds: 20 });
  const waiting = receive(url);
  await sqs.cloud.journal.waitFor(({ action }) => action === "ReceiveMessage");
  sqs.cloud.clock.advance(20_000);
  expect(await waiting).toEqual([]);
});

test("drops messages older than the retention period", async () => {
  const { url } = await queue("orders", { messageRetentionSeconds: 60 });
  await send(url, "old");
  sqs.cloud.clock.advance(61_000);
  await send(url, "new");
  expect(await bodies(url)).toEqual(["new"]);
});

test("keeps the order of a FIFO group and holds it back while one of its messages is out", async () => {
  const { url } = await queue("orders.fifo", { fifoQueue: true, contentBasedDeduplication: true });
  for (const body of ["a1", "a2"]) await send(url, body, { MessageGroupId: "a" });
  await send(url, "b1", { MessageGroupId: "b" });
  expect((await receive(url, { MaxNumberOfMessages: 1 })).map(({ Body }) => Body)).toEqual(["a1"]);
  expect(await bodies(url)).toEqual(["b1"]);
  sqs.cloud.clock.advance(31_000);
  expect(await bodies(url)).toEqual(["a1", "a2", "b1"]);
});

test("takes a FIFO message once within five minutes", async () => {
  const { url } = await queue("orders.fifo", { fifoQueue: true });
  const ids = { MessageGroupId: "a", MessageDeduplicationId: "same" };
  const first = await send(url, "one", ids);
  const second = await send(url, "two", ids);
  expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  sqs.cloud.clock.advance(5 * 60_000);
  await send(url, "three", ids);
  expect(await bodies(url)).toEqual(["one", "three"]);
});

test("reports attributes and takes new ones", async () => {
  const { url, arn } = await queue("orders");
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: policy } }));
  await send(url, "a");
  await send(url, "b", { DelaySeconds: 10 });
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
  expect(answer.Attributes).toMatchObject({
    QueueArn: arn,
    Policy: policy,
    ApproximateNumberOfMessages: "1",
    ApproximateNumberOfMessagesDelayed: "1",
  });
  expect(sqs.cloud.resourcePolicies.policyOf(arn)).toEqual(JSON.parse(policy));
});

test("attaches the policy of a queue policy resource, whose URL SST writes with the AWS host", async () => {
  const { arn } = await queue("orders");
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow" }] };
  const queueUrl = "https://sqs.eu-west-1.amazonaws.com/000000000000/orders";
  await sqs.declare("aws:sqs/queuePolicy:QueuePolicy", { queueUrl, policy });
  expect(sqs.cloud.resourcePolicies.policyOf(arn)).toEqual(policy);
});

test("duplicates, delays and loses messages as the fault injection plans", async () => {
  const { url, arn } = await queue("orders");
  const plans: Record<string, number[]> = { twice: [0, 0], late: [5_000], lost: [] };
  sqs.cloud.faults.delivery = ({ service, to, payload }) =>
    service === "sqs" && to === arn ? plans[String(payload)]! : [0];
  for (const body of Object.keys(plans)) await send(url, body);
  const [first, second, ...others] = await receive(url);
  expect([first?.Body, second?.Body, others.length]).toEqual(["twice", "twice", 0]);
  expect(first!.MessageId).toBe(second!.MessageId);
  sqs.cloud.clock.advance(5_000);
  expect(await bodies(url)).toEqual(["late"]);
});

test("keeps the causes of a message from sender to receiver", async () => {
  const { url } = await queue("orders");
  await send(url, "a");
  await receive(url);
  const { journal } = sqs.cloud;
  const [sent] = journal.hops(({ action }) => action === "SendMessage");
  const [received] = journal.hops(({ action }) => action === "Receive");
  expect(received!.causes).toContain(sent!.id);
  expect(received!.traceId).toBe(sent!.traceId);
});

test("refuses a receipt handle of another queue, and what is none", async () => {
  const [orders, others] = [await queue("orders"), await queue("others")];
  await send(orders.url, "a");
  const [message] = await receive(orders.url);
  const at = (QueueUrl: string, ReceiptHandle = message!.ReceiptHandle) => ({ QueueUrl, ReceiptHandle });
  for (const wrong of [at(others.url), at(orders.url, "made-up")]) {
    const refused = { name: "ReceiptHandleIsInvalid" };
    await expect(client.send(new DeleteMessageCommand(wrong))).rejects.toMatchObject(refused);
    const longer = new ChangeMessageVisibilityCommand({ ...wrong, VisibilityTimeout: 60 });
    await expect(client.send(longer)).rejects.toMatchObject(refused);
  }
  const { Successful, Failed } = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: orders.url,
      Entries: [
        { Id: "right", ReceiptHandle: message!.ReceiptHandle },
        { Id: "wrong", ReceiptHandle: "made-up" },
      ],
    }),
  );
  expect(Successful).toEqual([{ Id: "right" }]);
  expect(Failed).toMatchObject([{ Id: "wrong", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
});

test("refuses a policy it would not evaluate as AWS does", async () => {
  const { url } = await queue("orders");
  const change = (Policy: string) =>
    client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  const Condition = { DateLessThan: { "aws:CurrentTime": "2026-01-01" } };
  await expect(change(JSON.stringify({ Statement: [{ Effect: "Allow", Condition }] }))).rejects.toThrow(
    'operator "DateLessThan" is not evaluated',
  );
  await expect(change("{")).rejects.toMatchObject({ name: "InvalidAttributeValue" });
});
