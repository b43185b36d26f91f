import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootApp } from "./boot-app.ts";

const warnings: string[] = [];
let cloud: LocalCloud;
let clients: { dynamodb: DynamoDBClient; kinesis: KinesisClient; lambda: LambdaClient; sqs: SQSClient };

beforeAll(async () => {
  cloud = await bootApp("stream-app", { onWarning: (message) => warnings.push(message) });
  const config = {
    endpoint: cloud.outputs.awsEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  };
  clients = {
    dynamodb: new DynamoDBClient(config),
    kinesis: new KinesisClient(config),
    lambda: new LambdaClient(config),
    sqs: new SQSClient(config),
  };
});
afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await cloud?.stop();
});

interface Told {
  by: string;
  texts: string[];
  total?: number;
}
const told: Told[] = [];
/** Waits for what subscribers tell, until it is enough. */
const until = async (isEnough: () => boolean) => {
  const QueueUrl = String(cloud.outputs.seen);
  for (let tries = 0; tries < 60 && !isEnough(); tries++) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) continue;
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId!, ReceiptHandle }));
    await clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    told.push(...Messages.map(({ Body }) => JSON.parse(Body!)));
  }
  expect(isEnough()).toBe(true);
};
const textsOf = (name: string) => told.filter(({ by }) => by === name).flatMap(({ texts }) => texts);

test("subscribers of a stream have its records, those of a filter in windows", {
  timeout: 120_000,
}, async () => {
  const records = [
    { kind: "viewed", n: 1 },
    { kind: "ordered", n: 2 },
    { kind: "ordered", n: 3 },
  ].map((record) => JSON.stringify(record));
  await clients.kinesis.send(
    new PutRecordsCommand({
      StreamName: String(cloud.outputs.activity),
      Records: records.map((record) => ({ Data: Buffer.from(record), PartitionKey: "store-1" })),
    }),
  );
  await until(() => textsOf("everything").length === 3);
  expect(textsOf("everything")).toEqual(records);
  cloud.clock.advance(1_000);
  await until(() => textsOf("orders").length === 2);
  expect(textsOf("orders")).toEqual(records.slice(1));
  cloud.clock.advance(60_000);
  await until(() => told.some(({ total }) => total !== undefined));
  expect(told.filter(({ total }) => total !== undefined)).toEqual([{ by: "orders", texts: [], total: 2 }]);
});

test("a function with a URL puts records into the stream that is linked to it", {
  timeout: 120_000,
}, async () => {
  const answer = await fetch(String(cloud.outputs.publisher), {
    method: "POST",
    body: JSON.stringify([
      { kind: "viewed", n: 4 },
      { kind: "ordered", n: 5 },
    ]),
  });
  expect([answer.status, await answer.json()]).toEqual([200, { failed: 0 }]);
  await until(() => textsOf("everything").length === 5);
  cloud.clock.advance(1_000);
  await until(() => textsOf("orders").length === 3);
  expect(textsOf("orders").at(-1)).toBe('{"kind":"ordered","n":5}');
});

test("a subscriber of a table has the changes its filter lets through", async () => {
  for (const [id, kind] of [
    ["bun", "cake"],
    ["rye", "bread"],
  ] as const)
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: String(cloud.outputs.menu),
        Item: { id: { S: id }, kind: { S: kind } },
      }),
    );
  await until(() => textsOf("bread").length > 0);
  expect(textsOf("bread")).toEqual(["rye"]);
});

test("the mappings have the settings of the config", async () => {
  const { EventSourceMappings = [] } = await clients.lambda.send(new ListEventSourceMappingsCommand({}));
  const of = (name: string): EventSourceMappingConfiguration | undefined =>
    EventSourceMappings.find(({ FunctionArn = "" }) => FunctionArn.includes(name));
  expect(EventSourceMappings).toHaveLength(4);
  expect(of("Orders")).toMatchObject({
    BatchSize: 500,
    ParallelizationFactor: 10,
    TumblingWindowInSeconds: 60,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 3,
    MaximumRecordAgeInSeconds: 3600,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    State: "Enabled",
    LastProcessingResult: "OK",
  });
  expect(of("Late")).toMatchObject({
    State: "Disabled",
    StartingPosition: "AT_TIMESTAMP",
    StartingPositionTimestamp: new Date("2100-01-01T00:00:00Z"),
  });
  expect(warnings).toEqual([]);
});
