import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createEventBridgeEmulator } from "../eventbridge/emulator.ts";
import { createPipesEmulator } from "../pipes/emulator.ts";
import { createSqsEmulator } from "../sqs/emulator.ts";
import { createStepFunctionsEmulator } from "../stepfunctions/emulator.ts";
import { createKinesisEmulator } from "./emulator.ts";
import { STREAM } from "./resources.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const account = "eu-west-1:000000000000";
const roleArn = "arn:aws:iam::000000000000:role/any";
const arnOf = (name: string) => `arn:aws:kinesis:${account}:stream/${name}`;

let cloud: TestCloud;
let emulators: ReturnType<typeof createKinesisEmulator>[];
beforeEach(async () => {
  cloud = createTestCloud();
  const kinesis = createKinesisEmulator(cloud);
  emulators = [
    kinesis,
    createSqsEmulator(cloud),
    createEventBridgeEmulator(cloud),
    createPipesEmulator(cloud),
    createStepFunctionsEmulator(cloud),
  ];
  for (const emulator of emulators) cloud.add(emulator);
  for (const name of ["clicks", "copies"])
    await provision(cloud, kinesis, STREAM, name, { name, shardCount: 1 });
});
afterEach(async () => {
  for (const emulator of emulators) await emulator.stop?.();
  cloud.clock.stop();
});

const records = (name: string) =>
  cloud
    .use("streamPeek")
    .last(name, undefined, 100)!
    .map(({ partitionKey, data }) => [partitionKey, JSON.parse(data.toString())])
    .toReversed();
const put = (PartitionKey: string, data: object) =>
  cloud.call(
    "kinesis",
    "PutRecord",
    { StreamName: "clicks", PartitionKey, Data: Buffer.from(JSON.stringify(data)) },
    root,
  );

test("a rule puts events into a stream, under the key that its path finds", async () => {
  await cloud.call("events", "PutRule", { Name: "r", EventPattern: '{"source":["shop"]}' }, root);
  const target = { Arn: arnOf("clicks"), RoleArn: roleArn };
  const KinesisParameters = { PartitionKeyPath: "$.detail.storeId" };
  await cloud.call(
    "events",
    "PutTargets",
    {
      Rule: "r",
      Targets: [
        { Id: "keyed", ...target, KinesisParameters, InputPath: "$.detail" },
        { Id: "whole", ...target, Arn: arnOf("copies") },
      ],
    },
    root,
  );
  const Entries = [{ Source: "shop", DetailType: "Seen", Detail: '{"storeId":"store-1"}' }];
  await cloud.call("events", "PutEvents", { Entries }, root);
  await expect.poll(() => records("clicks")).toEqual([["store-1", { storeId: "store-1" }]]);
  await expect.poll(() => records("copies")).toHaveLength(1);
  const [[key, event]] = records("copies") as [[string, { id: string; source: string }]];
  expect([key, event.source]).toEqual([event.id, "shop"]);
  const withoutRole = { Rule: "r", Targets: [{ Id: "x", Arn: arnOf("clicks") }] };
  await expect(cloud.call("events", "PutTargets", withoutRole, root)).rejects.toThrow(/RoleArn is required/);
});

test("a pipe reads one stream, filtered, and puts what its template makes into another", async () => {
  await provision(cloud, emulators[3]!, "aws:pipes/pipe:Pipe", "Copy", {
    name: "copy",
    roleArn,
    source: arnOf("clicks"),
    target: arnOf("copies"),
    sourceParameters: {
      kinesisStreamParameters: { startingPosition: "TRIM_HORIZON", batchSize: 10 },
      filterCriteria: { filters: [{ pattern: '{"data":{"kind":["seen"]}}' }] },
    },
    targetParameters: {
      kinesisStreamParameters: { partitionKey: "$.partitionKey" },
      inputTemplate: '{"product":<$.data.product>,"from":<$.eventSource>}',
    },
  });
  await put("store-1", { kind: "seen", product: "bread" });
  await put("store-1", { kind: "bought", product: "bread" });
  await put("store-2", { kind: "seen", product: "roll" });
  await emulators[3]!.start?.();
  await expect
    .poll(() => records("copies"))
    .toEqual([
      ["store-1", { product: "bread", from: "aws:kinesis" }],
      ["store-2", { product: "roll", from: "aws:kinesis" }],
    ]);
  const [clicks] = cloud.use("streamPeek").list();
  expect(clicks!.readers).toEqual([{ arn: arnOf("clicks"), behindMs: 0 }]);
});

test("a pipe tells its dead-letter queue where the records are that it gives up on", async () => {
  const queueArn = `arn:aws:sqs:${account}:lost`;
  const { QueueUrl } = (await cloud.call("sqs", "CreateQueue", { QueueName: "lost" }, root)) as {
    QueueUrl: string;
  };
  cloud.faults.throttle = ({ resource }) => resource === arnOf("copies");
  await put("store-1", { product: "bread" });
  await put("store-1", { product: "roll" });
  await provision(cloud, emulators[3]!, "aws:pipes/pipe:Pipe", "Copy", {
    name: "copy",
    roleArn,
    source: arnOf("clicks"),
    target: arnOf("copies"),
    sourceParameters: {
      kinesisStreamParameters: {
        startingPosition: "TRIM_HORIZON",
        batchSize: 10,
        maximumRetryAttempts: 1,
        deadLetterConfig: { arn: queueArn },
      },
    },
    targetParameters: { kinesisStreamParameters: { partitionKey: "$.partitionKey" } },
  });
  await emulators[3]!.start?.();
  const lost: unknown[] = [];
  await expect
    .poll(
      async () => {
        cloud.clock.advance(1_000);
        const { Messages = [] } = (await cloud.call("sqs", "ReceiveMessage", { QueueUrl }, root)) as {
          Messages?: { Body: string }[];
        };
        lost.push(...Messages.map(({ Body }) => JSON.parse(Body)));
        return lost.length;
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  const [first, last] = cloud.use("streamPeek").last("clicks", undefined, 100)!.toReversed();
  expect(lost).toEqual([
    {
      context: {
        partnerResourceArn: `arn:aws:pipes:${account}:pipe/copy`,
        condition: "RetryAttemptsExhausted",
      },
      version: "1.0",
      timestamp: expect.any(String),
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: first!.sequenceNumber,
        endSequenceNumber: last!.sequenceNumber,
        approximateArrivalOfFirstRecord: expect.stringMatching(/Z$/),
        approximateArrivalOfLastRecord: expect.stringMatching(/Z$/),
        batchSize: 2,
        streamArn: arnOf("clicks"),
      },
    },
  ]);
  expect(records("copies")).toEqual([]);
});

test("a state machine puts a record by the SDK's name of the operation", async () => {
  const definition = {
    QueryLanguage: "JSONata",
    StartAt: "Put",
    States: {
      Put: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:kinesis:putRecord",
        Arguments: { StreamName: "clicks", PartitionKey: "store-1", Data: "{% $states.input %}" },
        End: true,
      },
    },
  };
  const { arn: stateMachineArn } = await provision(
    cloud,
    emulators[4]!,
    "aws:sfn/stateMachine:StateMachine",
    "Put",
    { name: "put", roleArn, definition: JSON.stringify(definition) },
  );
  await cloud.call("states", "StartExecution", { stateMachineArn, input: '{"seen":"bread"}' }, root);
  await expect.poll(() => records("clicks")).toEqual([["store-1", { seen: "bread" }]]);
});
