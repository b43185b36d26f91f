import { UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../fixtures/eventually.ts";
import { arns, startStreams } from "./streams.fixture.ts";

// What was recorded of mappings of queues on AWS; see recorded-streams.cases.ts.

let cloud: Awaited<ReturnType<typeof startStreams>>;
afterEach(() => cloud.stop());

const redrive = (deadLetterTargetArn: string) => ({
  visibilityTimeoutSeconds: 8,
  redrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
});
const begin = async (inputs: Record<string, unknown> = {}) => {
  cloud = await startStreams(inputs);
};
const map = (settings: object) =>
  cloud.map({ EventSourceArn: arns.orders, StartingPosition: undefined, ...settings });
const update = (UUID: string | undefined, settings: object) =>
  cloud.client.send(new UpdateEventSourceMappingCommand({ UUID, ...settings }));
const receives = (events: { Records: { attributes: { ApproximateReceiveCount: string } }[] }[]) =>
  events.map(({ Records }) => Records.map(({ attributes }) => attributes.ApproximateReceiveCount));

test("a failed message comes again after its visibility timeout", async () => {
  await begin({ visibilityTimeoutSeconds: 8 });
  const fn = await cloud.fn("reportByCount");
  await map({
    FunctionName: "reportByCount",
    BatchSize: 1,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  });
  await cloud.send('{"failures":1}');
  await cloud.passTime(() => fn.events().length === 2);
  expect(receives(fn.events())).toEqual([["1"], ["2"]]);
});

test("a message that fails as often as may be ends in the dead-letter queue", async () => {
  await begin(redrive(arns.dead));
  const fn = await cloud.fn("throwAlways");
  await map({ FunctionName: "throwAlways", BatchSize: 1 });
  await cloud.send('{"failures":2}');
  await cloud.passTime(async () => (await cloud.deadLetters()).length > 0);
  expect(receives(fn.events())).toEqual([["1"], ["2"]]);
});

test("only reported messages come again, and end in the dead-letter queue", async () => {
  const deadFifo = arns.dead.replace(/$/, ".fifo");
  cloud = await startStreams({ fifoQueue: true, visibilityTimeoutSeconds: 8 });
  await cloud.queue("dead.fifo", { fifoQueue: true });
  await cloud.cloud.call(
    "sqs",
    "SetQueueAttributes",
    {
      QueueUrl: `${cloud.cloud.endpoint}/000000000000/orders.fifo`,
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadFifo, maxReceiveCount: "2" }) },
    },
    { principal: { kind: "root" }, causes: [] },
  );
  const fn = await cloud.fn("reportByCount");
  const bodies = [0, 1, 1, 2].map((failures, message) => JSON.stringify({ message, failures }));
  await cloud.send(...bodies);
  await map({
    FunctionName: "reportByCount",
    EventSourceArn: `${arns.orders}.fifo`,
    BatchSize: 10,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  });
  const dead = cloud.cloud.use("queues").get(deadFifo)!;
  await cloud.passTime(() => dead.peek().length > 0);
  expect(fn.texts()).toEqual([bodies, bodies.slice(1)]);
  expect(fn.events()[0]!.Records[0].attributes).toMatchObject({
    MessageGroupId: "1",
    MessageDeduplicationId: bodies[0],
  });
});

test.each([
  ["an exception fails every message", "throwAlways", ""],
  ["an answer with another key fails every message", "answer", '{"batchItemFailures":[{"foo":"notvalid"}]}'],
])("%s", async (_, handler, answer) => {
  await begin(redrive(arns.dead));
  const fn = await cloud.fn(handler, { environment: { variables: { ANSWER: answer } } });
  const bodies = ['{"message":1}', '{"message":2}'];
  await cloud.send(...bodies);
  await map({ FunctionName: handler, FunctionResponseTypes: ["ReportBatchItemFailures"] });
  await cloud.passTime(async () => (await cloud.deadLetters()).length === 2);
  expect(fn.texts()).toEqual([bodies, bodies]);
});

test("an empty object is a success", async () => {
  await begin(redrive(arns.dead));
  const fn = await cloud.fn("answer", { environment: { variables: { ANSWER: "{}" } } });
  await map({ FunctionName: "answer", FunctionResponseTypes: ["ReportBatchItemFailures"] });
  await cloud.send('{"message":1}');
  await eventually(() => fn.events().length).toBe(1);
  cloud.cloud.clock.advance(60_000);
  await eventually(() => cloud.cloud.use("queues").get(arns.orders)!.peek()).toEqual([]);
  expect(await cloud.deadLetters()).toEqual([]);
  expect(fn.events()).toHaveLength(1);
});

test("a message comes with its attributes and their digest", async () => {
  await begin();
  const fn = await cloud.fn("take");
  await map({ FunctionName: "take" });
  await cloud.cloud.call(
    "sqs",
    "SendMessage",
    {
      QueueUrl: `${cloud.cloud.endpoint}/000000000000/orders`,
      MessageBody: "hello",
      MessageAttributes: {
        Title: { DataType: "String", StringValue: "The Whistler" },
        WeeksOn: { DataType: "Number", StringValue: "6" },
      },
    },
    { principal: { kind: "root" }, causes: [] },
  );
  await eventually(() => fn.events().length).toBe(1);
  const lists = { stringListValues: [], binaryListValues: [] };
  expect(fn.events()[0]!.Records[0]).toMatchObject({
    body: "hello",
    messageAttributes: {
      Title: { stringValue: "The Whistler", ...lists, dataType: "String" },
      WeeksOn: { stringValue: "6", ...lists, dataType: "Number" },
    },
    md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      SenderId: expect.any(String),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
    },
    eventSource: "aws:sqs",
    eventSourceARN: arns.orders,
  });
});

test("the messages of a group are handled one after the other", async () => {
  await begin({ fifoQueue: true, visibilityTimeoutSeconds: 60 });
  const fn = await cloud.fn("take");
  const settings = {
    FunctionName: "take",
    EventSourceArn: `${arns.orders}.fifo`,
    BatchSize: 1,
    Enabled: false,
  };
  const { UUID, State } = await map(settings);
  expect(State).toBe("Disabled");
  const bodies = Array.from({ length: 5 }, (_, n) => `message-${n}`);
  await cloud.send(...bodies);
  expect(await update(UUID, { Enabled: true })).toMatchObject({ State: "Enabling" });
  await eventually(() => fn.texts().flat()).toEqual(bodies);
  const runs = cloud.cloud.journal.hops(({ action }) => action === "Run");
  for (const [index, run] of runs.entries())
    expect(run.at).toBeGreaterThanOrEqual(
      index === 0 ? 0 : runs[index - 1]!.at + (runs[index - 1]!.durationMs ?? Number.POSITIVE_INFINITY),
    );
});

test("a batch size over ten needs a window, also in an update", async () => {
  await begin();
  await cloud.fn("take");
  const { UUID, BatchSize } = await map({ FunctionName: "take" });
  expect(BatchSize).toBe(10);
  const message =
    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10";
  await expect(update(UUID, { BatchSize: 15 })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message,
  });
  expect((await cloud.get(UUID)).BatchSize).toBe(10);
});

test.each([15, 100, 1_000, 10_000])("batches of up to %i messages", async (BatchSize) => {
  await begin();
  const fn = await cloud.fn("take");
  await map({ FunctionName: "take", BatchSize, MaximumBatchingWindowInSeconds: 10 });
  const bodies = Array.from({ length: 15 }, (_, n) => `message-${n}`);
  await cloud.send(...bodies.slice(0, 10));
  await cloud.send(...bodies.slice(10));
  await cloud.passTime(() => fn.texts().flat().length >= 15, 1_000);
  expect(fn.texts().flat().sort()).toEqual(bodies.sort());
});

test("30 messages in two batches of up to 20, two of which run at once", async () => {
  await begin();
  const fn = await cloud.fn("take", { reservedConcurrentExecutions: 2 });
  const bodies = Array.from({ length: 30 }, (_, n) => `message-${n}`);
  for (const from of [0, 10, 20]) await cloud.send(...bodies.slice(from, from + 10));
  await map({
    FunctionName: "take",
    MaximumBatchingWindowInSeconds: 1,
    BatchSize: 20,
    ScalingConfig: { MaximumConcurrency: 2 },
  });
  await cloud.passTime(() => fn.texts().flat().length >= 30, 1_000);
  expect(fn.texts()).toHaveLength(2);
  expect(fn.texts().flat().sort()).toEqual(bodies.sort());
});

test("there is one mapping of a queue and a function", async () => {
  await begin();
  await cloud.fn("take");
  const { UUID } = await map({ FunctionName: "take" });
  await expect(
    cloud.createAsGiven({ FunctionName: "take", EventSourceArn: arns.orders }),
  ).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: `An event source mapping with SQS arn (" ${arns.orders} ") and function (" take ") already exists. Please update or delete the existing mapping with UUID ${UUID}`,
  });
});

test("a mapping goes over to another version of its function", async () => {
  await begin();
  const fn = await cloud.fn("take", { publish: true });
  const { UUID } = await map({ FunctionName: fn.arn, MaximumBatchingWindowInSeconds: 1 });
  await cloud.send('{"foo":"bar"}');
  await cloud.passTime(() => fn.events().length === 1);
  expect(await update(UUID, { FunctionName: `${fn.arn}:1` })).toMatchObject({
    UUID,
    FunctionArn: `${fn.arn}:1`,
    State: "Updating",
  });
  await eventually(async () => (await cloud.get(UUID)).State).toBe("Enabled");
  await cloud.send('{"foo":"bar2"}');
  await cloud.passTime(() => fn.events().length === 2);
  expect(fn.texts()).toEqual([['{"foo":"bar"}'], ['{"foo":"bar2"}']]);
});
