import {
  DescribeStreamConsumerCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seededFaults } from "../../../core/seeded-faults.ts";
import { createIam } from "../../../iam/index.ts";
import { eventually } from "../fixtures/eventually.ts";
import { arns, startStreams } from "./streams.fixture.ts";

let cloud: Awaited<ReturnType<typeof startStreams>>;
beforeEach(async () => {
  cloud = await startStreams();
});
afterEach(() => cloud.stop());

const update = (UUID: string | undefined, settings: object) =>
  cloud.client.send(new UpdateEventSourceMappingCommand({ UUID, ...settings }));
const invalid = (message: string | RegExp) => ({
  name: "InvalidParameterValueException",
  message: typeof message === "string" ? message : expect.stringMatching(message),
});

describe("the role of the function", () => {
  const READ = ["GetRecords", "GetShardIterator", "DescribeStream", "ListShards", "ListStreams"];
  const grant = (...statements: [action: string, resource: string][]) => {
    const Statement = statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
    const iam = createIam(cloud.cloud);
    cloud.cloud.guard(iam);
    void iam.provision?.["aws:iam/rolePolicy:RolePolicy"]?.({
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "p",
      urn: "p",
      id: "p",
      inputs: { role: "test", policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
      outputs: {},
    });
  };
  const reading = READ.map((name): [string, string] => [`kinesis:${name}`, arns.stream]);

  test.each(READ)("needs kinesis:%s", async (missing) => {
    grant(...reading.filter(([action]) => action !== `kinesis:${missing}`));
    await cloud.fn("take");
    await expect(cloud.create({ FunctionName: "take" })).rejects.toMatchObject(
      invalid(
        `Cannot access stream ${arns.stream}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
      ),
    );
  });

  test("needs the actions of a table's stream, and of a queue", async () => {
    grant(["dynamodb:GetRecords", "*"], ["sqs:ReceiveMessage", "*"]);
    await cloud.fn("take");
    const { streamArn } = await cloud.table("menu");
    await expect(cloud.create({ FunctionName: "take", EventSourceArn: streamArn })).rejects.toMatchObject(
      invalid(
        /^Cannot access stream .* GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions/,
      ),
    );
    await expect(
      cloud.createAsGiven({ FunctionName: "take", EventSourceArn: arns.orders }),
    ).rejects.toMatchObject(
      invalid("The function execution role does not have permissions to call DeleteMessage on SQS"),
    );
  });

  test.each([
    ["SendMessage", arns.dead],
    ["Publish", arns.topic],
    ["PutObject", arns.bucket],
  ])("needs %s of the destination", async (action, Destination) => {
    grant(...reading);
    await cloud.fn("take");
    const settings = { FunctionName: "take", DestinationConfig: { OnFailure: { Destination } } };
    await expect(cloud.create(settings)).rejects.toMatchObject(
      invalid(`The function execution role does not have permissions to call ${action} on ${Destination}`),
    );
    grant(...reading, ["s3:PutObject", `${arns.bucket}/*`], ["sqs:*", "*"], ["sns:*", "*"]);
    expect(await cloud.create(settings)).toMatchObject({ State: "Creating" });
  });
});

test("reads for an enhanced fan-out consumer", async () => {
  const { Consumer } = await cloud.kinesisClient.send(
    new RegisterStreamConsumerCommand({ StreamARN: arns.stream, ConsumerName: "counts" }),
  );
  const { ConsumerARN } = Consumer!;
  await cloud.passTime(async () => {
    const described = await cloud.kinesisClient.send(new DescribeStreamConsumerCommand({ ConsumerARN }));
    return described.ConsumerDescription?.ConsumerStatus === "ACTIVE";
  });
  const fn = await cloud.fn("throwAlways");
  await cloud.map({
    FunctionName: "throwAlways",
    EventSourceArn: ConsumerARN,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: arns.dead } },
  });
  await cloud.put(["a"]);
  await cloud.passTime(async () => (await cloud.deadLetters()).length > 0);
  expect(fn.texts()).toEqual([["a"]]);
  expect((await cloud.deadLetters())[0].KinesisBatchInfo.streamArn).toBe(arns.stream);
});

test("reads what came since a time", async () => {
  const fn = await cloud.fn("take");
  await cloud.put(["before"]);
  cloud.cloud.clock.advance(60_000);
  const StartingPositionTimestamp = new Date(cloud.cloud.clock.now() - 30_000);
  await cloud.put(["after"]);
  await cloud.map({ FunctionName: "take", StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp });
  await eventually(fn.texts).toEqual([["after"]]);
});

test("follows a stream that is split, parents first", async () => {
  const fn = await cloud.fn("take");
  await cloud.map({ FunctionName: "take", BatchSize: 1 });
  await cloud.put(["1", "2", "3"]);
  await cloud.kinesisClient.send(
    new SplitShardCommand({
      StreamARN: arns.stream,
      ShardToSplit: "shardId-000000000000",
      NewStartingHashKey: String(2n ** 127n),
    }),
  );
  const isDone = async () => {
    await cloud.put(["later"]).catch(() => undefined);
    return fn.events().some(({ Records }) => !Records[0].eventID.startsWith("shardId-000000000000"));
  };
  await cloud.passTime(isDone);
  const shards = fn.events().map(({ Records }) => Records[0].eventID.split(":")[0]);
  expect(shards).toEqual([...shards].sort());
  expect(fn.texts().slice(0, 3)).toEqual([["1"], ["2"], ["3"]]);
});

test("goes over to new settings without losing a record", async () => {
  const fn = await cloud.fn("take");
  const { UUID } = await cloud.map({ FunctionName: "take", BatchSize: 1 });
  await cloud.put(["a", "b"]);
  await eventually(() => fn.texts().flat()).toEqual(["a", "b"]);
  expect(await update(UUID, { BatchSize: 10, ParallelizationFactor: 2 })).toMatchObject({
    State: "Updating",
    BatchSize: 10,
    ParallelizationFactor: 2,
  });
  await cloud.put(["c", "d"]);
  await eventually(fn.texts).toEqual([["a"], ["b"], ["c", "d"]]);
});

test("takes no other change while a batch of the old settings is under way", async () => {
  const fn = await cloud.fn("linger");
  const { UUID } = await cloud.map({ FunctionName: "linger" });
  await cloud.put(["a"]);
  await eventually(() => fn.events().length).toBe(1);
  expect((await update(UUID, { BatchSize: 10 })).State).toBe("Updating");
  await expect(update(UUID, { BatchSize: 11 })).rejects.toMatchObject({ name: "ResourceInUseException" });
  await eventually(async () => (await cloud.get(UUID)).State).toBe("Enabled");
  expect(await cloud.get(UUID)).toMatchObject({ BatchSize: 10, LastProcessingResult: "OK" });
  expect(fn.texts()).toEqual([["a"]]);
});

test("a throttled function is given its batch until it takes it, which is no retry", async () => {
  const fn = await cloud.fn("take", { reservedConcurrentExecutions: 0 });
  const { UUID } = await cloud.map({
    FunctionName: "take",
    MaximumRetryAttempts: 0,
    MaximumRecordAgeInSeconds: 60,
    DestinationConfig: { OnFailure: { Destination: arns.dead } },
  });
  await cloud.put(["a"]);
  await cloud.passTime(async () => (await cloud.deadLetters()).length > 0);
  expect(fn.texts()).toEqual([]);
  expect(await cloud.deadLetters()).toMatchObject([{ requestContext: { condition: "RecordAgeExceeded" } }]);
  expect((await cloud.get(UUID)).LastProcessingResult).toBe("PROBLEM: Function call failed");
});

test("the last of the retries isolates the record that fails", async () => {
  const fn = await cloud.fn("throwOnPoison");
  await cloud.map({
    FunctionName: "throwOnPoison",
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: arns.dead } },
  });
  await cloud.put(["a", "b", "poison", "c"]);
  await cloud.passTime(() => fn.texts().at(-1)?.[0] === "c");
  expect(fn.texts()).toEqual([
    ["a", "b", "poison", "c"],
    ["a", "b"],
    ["poison", "c"],
    ["poison"],
    ["poison"],
    ["c"],
  ]);
  expect(await cloud.deadLetters()).toMatchObject([{ KinesisBatchInfo: { batchSize: 1 } }]);
});

test("a batch may come again after it was done, as seeds say", async () => {
  cloud.cloud.faults.delivery = seededFaults(7, { duplicate: 1, delay: 0, maxDelayMs: 0 }).delivery;
  const fn = await cloud.fn("countInWindow");
  await cloud.map({ FunctionName: "countInWindow", TumblingWindowInSeconds: 60 });
  await cloud.put(["a", "b"], () => "store-1");
  await eventually(() => fn.texts().flat()).toEqual(["a", "b", "a", "b"]);
  cloud.cloud.clock.advance(60_000);
  await eventually(
    () => fn.events().filter(({ isFinalInvokeForWindow }) => isFinalInvokeForWindow).length,
  ).toBe(2);
  // The state of the window knows nothing of the copy.
  expect(fn.events().at(-1)!.state).toEqual({ "store-1": 2 });
});

test("tells how old the last record of a batch was", async () => {
  const fn = await cloud.fn("take");
  await cloud.put(["old"]);
  cloud.cloud.clock.advance(90_000);
  await cloud.map({ FunctionName: "take" });
  const hop = await cloud.cloud.journal.waitFor(({ action }) => action === "IteratorAge");
  expect(hop).toMatchObject({
    resource: fn.arn,
    source: arns.stream,
    output: { shardId: "shardId-000000000000", IteratorAge: expect.any(Number) },
  });
  expect((hop.output as { IteratorAge: number }).IteratorAge).toBeGreaterThanOrEqual(90_000);
});

test.each([
  ["a number for a name", { FunctionName: 1 }, "SerializationException"],
  ["an unknown setting", { FunctionName: "take", Topics: ["x"] }, "ValidationException"],
  ["a batch of none", { FunctionName: "take", BatchSize: 0 }, "ValidationException"],
  ["a batch that is too large", { FunctionName: "take", BatchSize: 10_001 }, "ValidationException"],
  ["a factor of eleven", { FunctionName: "take", ParallelizationFactor: 11 }, "ValidationException"],
  [
    "a window of over 15 minutes",
    { FunctionName: "take", TumblingWindowInSeconds: 901 },
    "ValidationException",
  ],
  ["a fraction", { FunctionName: "take", MaximumRetryAttempts: 0.5 }, "SerializationException"],
  [
    "an age under a minute",
    { FunctionName: "take", MaximumRecordAgeInSeconds: 59 },
    "InvalidParameterValueException",
  ],
  ["a name that is none", { FunctionName: "../../take" }, "ValidationException"],
  [
    "a destination that is none",
    {
      FunctionName: "take",
      DestinationConfig: { OnFailure: { Destination: "arn:aws:lambda:eu-west-1:0:function:x" } },
    },
    "InvalidParameterValueException",
  ],
  [
    "a source that is none",
    { FunctionName: "take", EventSourceArn: "stream" },
    "InvalidParameterValueException",
  ],
  [
    "more filters than there may be",
    {
      FunctionName: "take",
      FilterCriteria: {
        Filters: Array.from({ length: 11 }, (_, n) => ({ Pattern: `{"data":{"n":[${n}]}}` })),
      },
    },
    "InvalidParameterValueException",
  ],
])("refuses %s, and works on", async (_, input, name) => {
  const fn = await cloud.fn("take");
  // By hand: the client of the SDK would not send all of these.
  await cloud.map({
    FunctionName: "take",
    EventSourceArn: arns.orders,
    StartingPosition: undefined,
    Enabled: false,
  });
  const answer = await fetch(`${cloud.cloud.endpoint}/2015-03-31/event-source-mappings`, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=none",
    },
    body: JSON.stringify({ EventSourceArn: arns.stream, StartingPosition: "LATEST", ...input }),
  });
  expect([answer.status, answer.headers.get("x-amzn-errortype")]).toEqual([400, name]);
  expect(fn.events()).toEqual([]);
});
