import {
  DeleteMessageCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sqs, startSqs } from "./sqs.fixture.ts";

let sqs: Sqs;
let { client, queue } = {} as Sqs;
let orders: { arn: string; url: string };
let dead: { arn: string; url: string };

const redrivePolicy = (deadLetterTargetArn: string) =>
  JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
const send = (MessageBody: string) =>
  client.send(new SendMessageCommand({ QueueUrl: orders.url, MessageBody }));
const receive = ({ url }: { url: string }) => sqs.receive(url);
/** Receives without deleting until the messages are in the dead-letter queue. */
const exhaust = async () => {
  for (let time = 0; time < 3; time++) {
    await receive(orders);
    sqs.cloud.clock.advance(30_000);
  }
};

beforeEach(async () => {
  sqs = await startSqs();
  ({ client, queue } = sqs);
  dead = await queue("orders-dead");
  orders = await queue("orders", { redrivePolicy: redrivePolicy(dead.arn) });
});
afterEach(() => sqs.stop());

test("moves a message received too often to the dead-letter queue, with the reason in the journal", async () => {
  const { MessageId } = await send("poison");
  await receive(orders);
  sqs.cloud.use("queues").failed(MessageId!, { code: "SyntaxError", message: "Not JSON." }, []);
  sqs.cloud.clock.advance(30_000);
  await exhaust();
  expect(await receive(dead)).toMatchObject([
    {
      MessageId,
      Body: "poison",
      Attributes: { ApproximateReceiveCount: "3", DeadLetterQueueSourceArn: orders.arn },
    },
  ]);
  const { journal } = sqs.cloud;
  const [moved] = journal.hops(({ action }) => action === "DeadLetter");
  expect(moved).toMatchObject({
    resource: dead.arn,
    source: orders.arn,
    attempt: 2,
    error: { code: "SyntaxError", message: "Not JSON." },
  });
  expect(journal.trace(moved!.traceId).map(({ action }) => action)).toContain("SendMessage");
});

test("brings dead-letter messages back to where they came from, as new messages", async () => {
  const { MessageId } = await send("again");
  await exhaust();
  const command = new StartMessageMoveTaskCommand({ SourceArn: dead.arn });
  expect((await client.send(command)).TaskHandle).toBeTypeOf("string");
  const [message] = await receive(orders);
  expect(message).toMatchObject({ Body: "again", Attributes: { ApproximateReceiveCount: "1" } });
  expect(message!.MessageId).not.toBe(MessageId);
  const tasks = await client.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }));
  expect(tasks.Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
  const received = sqs.cloud.journal.hops(({ action }) => action === "Receive").at(-1)!;
  expect(sqs.cloud.journal.trace(received.traceId).map(({ action }) => action)).toEqual(
    expect.arrayContaining(["SendMessage", "DeadLetter", "MoveMessage", "Receive"]),
  );
});

test("a receipt of a message that moved on deletes no other", async () => {
  await send("first");
  await exhaust();
  const [first] = await receive(dead);
  sqs.cloud.clock.advance(30_000);
  const move = () => client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
  await move();
  await receive(orders);
  await client.send(new SendMessageCommand({ QueueUrl: dead.url, MessageBody: "second" }));
  const late = { QueueUrl: dead.url, ReceiptHandle: first!.ReceiptHandle };
  await client.send(new DeleteMessageCommand(late));
  expect((await receive(dead)).map(({ Body }) => Body)).toEqual(["second"]);
});

test("moves at the rate asked for", async () => {
  await send("one");
  await send("two");
  await exhaust();
  const command = new StartMessageMoveTaskCommand({ SourceArn: dead.arn, MaxNumberOfMessagesPerSecond: 1 });
  await client.send(command);
  expect(await receive(orders)).toHaveLength(1);
  sqs.cloud.clock.advance(1_000);
  expect(await receive(orders)).toHaveLength(1);
});

test("refuses to move from a queue that is nobody's dead-letter queue, or does not exist", async () => {
  const start = (SourceArn: string | undefined) =>
    client.send(new StartMessageMoveTaskCommand({ SourceArn }));
  await expect(start(orders.arn)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const unknown = start(`${orders.arn}-unknown`);
  await expect(unknown).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(start(undefined)).rejects.toMatchObject({ name: "MissingParameter" });
});

test("names the queues a dead-letter queue serves", async () => {
  const answer = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }));
  expect(answer.queueUrls).toEqual([orders.url]);
});

test.each([
  ["does not exist", { redrivePolicy: redrivePolicy("arn:aws:sqs:eu-west-1:000000000000:unknown") }],
  [
    "must be same type",
    {
      fifoQueue: true,
      name: "x.fifo",
      redrivePolicy: redrivePolicy("arn:aws:sqs:eu-west-1:000000000000:orders-dead"),
    },
  ],
])("does not start with a dead-letter queue that %s", async (reason, inputs) => {
  await queue("broken", inputs);
  expect(() => sqs.sqs.start?.()).toThrow(reason);
});

const start = (more: object = {}) => sqs.call("StartMessageMoveTask", { SourceArn: dead.arn, ...more });
const list = async () =>
  (await sqs.ok("ListMessageMoveTasks", { SourceArn: dead.arn, MaxResults: 10 })).Results;

test("runs one task of a queue at a time, which can be cancelled once", async () => {
  for (let at = 0; at < 4; at++) await send(String(at));
  await exhaust();
  expect(await sqs.ok("ListMessageMoveTasks", { SourceArn: dead.arn })).toEqual({});
  const { body } = await start({ MaxNumberOfMessagesPerSecond: 1 });
  expect(JSON.parse(Buffer.from(body.TaskHandle, "base64").toString())).toEqual({
    taskId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    sourceArn: dead.arn,
  });
  expect(await start()).toMatchObject({
    queryError: "InvalidParameterValue;Sender",
    body: {
      message:
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    },
  });
  sqs.cloud.clock.advance(1_000);
  expect(await list()).toEqual([
    {
      TaskHandle: body.TaskHandle,
      Status: "RUNNING",
      SourceArn: dead.arn,
      MaxNumberOfMessagesPerSecond: 1,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 4,
      StartedTimestamp: expect.any(Number),
    },
  ]);
  const cancelled = await sqs.ok("CancelMessageMoveTask", { TaskHandle: body.TaskHandle });
  expect(cancelled).toEqual({ ApproximateNumberOfMessagesMoved: 2 });
  sqs.cloud.clock.advance(5_000);
  const [task] = await list();
  expect(task).toMatchObject({ Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 2 });
  expect(task).not.toHaveProperty("TaskHandle");
  const again = await sqs.call("CancelMessageMoveTask", { TaskHandle: body.TaskHandle });
  expect(again).toMatchObject({ status: 404, queryError: "ResourceNotFoundException;Sender" });
});

test("moves to another queue, and fails when that one is deleted meanwhile", async () => {
  const other = await queue("others");
  for (let at = 0; at < 3; at++) await send(String(at));
  await exhaust();
  await start({ DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 1 });
  await sqs.ok("DeleteQueue", { QueueUrl: other.url });
  sqs.cloud.clock.advance(1_000);
  expect(await list()).toMatchObject([
    {
      Status: "FAILED",
      FailureReason: "AWS.SimpleQueueService.NonExistentQueue",
      DestinationArn: other.arn,
      ApproximateNumberOfMessagesMoved: 1,
    },
  ]);
  expect(await receive(dead)).toHaveLength(2);
});

test("moves each message back to the queue it came from", async () => {
  const other = await queue("others", { redrivePolicy: redrivePolicy(dead.arn) });
  await send("of orders");
  await sqs.send(other.url, "of others");
  for (let time = 0; time < 3; time++) {
    await receive(orders);
    await receive(other);
    sqs.cloud.clock.advance(30_000);
  }
  await start();
  expect(await sqs.bodies(orders.url)).toEqual(["of orders"]);
  expect(await sqs.bodies(other.url)).toEqual(["of others"]);
});

test("refuses a destination that does not exist", async () => {
  expect(await start({ DestinationArn: `${orders.arn}-unknown` })).toMatchObject({
    status: 404,
    body: { message: "The resource that you specified for the DestinationArn parameter doesn't exist." },
  });
});

test("keeps a FIFO message for its whole retention period from its move on, others from their sending", async () => {
  const deadFifo = await queue("dead.fifo", { fifoQueue: true, messageRetentionSeconds: 120 });
  const fifo = await sqs.fifo({
    contentBasedDeduplication: true,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadFifo.arn, maxReceiveCount: 1 }),
  });
  await sqs.ok("SetQueueAttributes", { QueueUrl: dead.url, Attributes: { MessageRetentionPeriod: "120" } });
  await send("standard");
  await sqs.send(fifo, "fifo", { MessageGroupId: "a" });
  for (let time = 0; time < 3; time++) {
    await receive(orders);
    await sqs.receive(fifo);
    sqs.cloud.clock.advance(30_000);
  }
  sqs.cloud.clock.advance(40_000);
  expect(await sqs.bodies(dead.url)).toEqual([]);
  expect(await sqs.bodies(deadFifo.url)).toEqual(["fifo"]);
});
