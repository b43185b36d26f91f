import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../fixtures/eventually.ts";
import { arns, startStreams } from "./streams.fixture.ts";

let cloud: Awaited<ReturnType<typeof startStreams>>;
beforeEach(async () => {
  cloud = await startStreams();
});
afterEach(() => cloud.stop());

test("gives a function the records of a Kinesis stream in AWS's shape", async () => {
  const fn = await cloud.fn("take");
  await cloud.map({ FunctionName: "take" });
  await cloud.put(["hello"], () => "store-1");
  await eventually(fn.texts).toEqual([["hello"]]);
  const [record] = fn.events()[0]!.Records;
  expect(record).toEqual({
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: "store-1",
      sequenceNumber: expect.stringMatching(/^\d{56}$/),
      data: "aGVsbG8=",
      approximateArrivalTimestamp: expect.any(Number),
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `shardId-000000000000:${record.kinesis.sequenceNumber}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: "arn:aws:iam::000000000000:role/test",
    awsRegion: "eu-west-1",
    eventSourceARN: arns.stream,
  });
  const age = cloud.cloud.clock.now() / 1000 - record.kinesis.approximateArrivalTimestamp;
  expect(age).toBeGreaterThanOrEqual(0);
  expect(age).toBeLessThan(60);
});

test("gives a function the changes of a table", async () => {
  const { streamArn } = await cloud.table("menu");
  const fn = await cloud.fn("take");
  await cloud.map({ FunctionName: "take", EventSourceArn: streamArn });
  await cloud.putItem("menu", { id: { S: "bun" } } as never);
  await eventually(fn.texts).toEqual([["bun"]]);
  expect(fn.events()[0]!.Records[0]).toMatchObject({
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    eventSourceARN: streamArn,
    dynamodb: {
      Keys: { id: { S: "bun" } },
      NewImage: { id: { S: "bun" } },
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
    },
  });
});

test("tries again, then tells the on-failure queue which records are lost", async () => {
  const fn = await cloud.fn("throwAlways");
  await cloud.map({
    FunctionName: "throwAlways",
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: arns.dead } },
  });
  await cloud.put(["a", "b"]);
  await cloud.passTime(async () => (await cloud.deadLetters()).length === 1);
  expect(fn.texts()).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  const numbers = fn.events()[0]!.Records.map(({ kinesis }) => kinesis.sequenceNumber);
  expect(await cloud.deadLetters()).toEqual([
    {
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: fn.arn,
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: numbers[0],
        endSequenceNumber: numbers[1],
        approximateArrivalOfFirstRecord: expect.stringMatching(/\.\d{3}Z$/),
        approximateArrivalOfLastRecord: expect.stringMatching(/\.\d{3}Z$/),
        batchSize: 2,
        streamArn: arns.stream,
      },
    },
  ]);
});

test("goes on from the record that was reported, and holds back what comes after it", async () => {
  const fn = await cloud.fn("reportPoison");
  await cloud.map({
    FunctionName: "reportPoison",
    MaximumRetryAttempts: 2,
    BatchSize: 3,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    DestinationConfig: { OnFailure: { Destination: arns.dead } },
  });
  await cloud.put(["a", "poison", "b", "c"]);
  await cloud.passTime(() => fn.texts().flat().includes("c"));
  expect(fn.texts()).toEqual([
    ["a", "poison", "b"],
    ["poison", "b"],
    ["poison", "b"],
    ["poison", "b"],
    ["c"],
  ]);
  expect(await cloud.deadLetters()).toMatchObject([
    { responseContext: { functionError: null }, requestContext: { approximateInvokeCount: 3 } },
  ]);
});

test("a batch comes again when the thread that has it dies", async () => {
  const flag = `${cloud.cloud.localFolder}/died`;
  const fn = await cloud.fn("dieOnce", { environment: { variables: { FLAG: flag } } });
  await cloud.map({ FunctionName: "dieOnce" });
  await cloud.put(["a", "b"]);
  await cloud.passTime(() => fn.texts().length === 2);
  expect(fn.texts()).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("counts in tumbling windows, with a final invocation of each", async () => {
  const fn = await cloud.fn("countInWindow");
  await cloud.map({ FunctionName: "countInWindow", TumblingWindowInSeconds: 60, BatchSize: 2 });
  await cloud.put(["a", "b", "c"], (text) => (text === "c" ? "store-2" : "store-1"));
  await eventually(() => fn.texts().flat().length).toBe(3);
  cloud.cloud.clock.advance(60_000);
  await eventually(() => fn.events().at(-1)?.isFinalInvokeForWindow).toBe(true);
  const totals: Record<string, number> = {};
  for (const { state = {}, isFinalInvokeForWindow } of fn.events())
    if (isFinalInvokeForWindow)
      for (const [key, count] of Object.entries(state)) totals[key] = (totals[key] ?? 0) + count;
  expect(totals).toEqual({ "store-1": 2, "store-2": 1 });
  expect(fn.events()[0]).toMatchObject({
    window: { start: expect.stringMatching(/:00Z$/), end: expect.stringMatching(/:00Z$/) },
    state: {},
    shardId: "shardId-000000000000",
    eventSourceARN: arns.stream,
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  });
});
