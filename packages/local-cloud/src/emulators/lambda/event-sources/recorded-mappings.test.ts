import {
  DeleteEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../fixtures/eventually.ts";
import { arns, startStreams } from "./streams.fixture.ts";

// What was recorded of mappings on AWS beside what the tables of cases have; see recorded-streams.cases.ts.

let cloud: Awaited<ReturnType<typeof startStreams>>;
beforeEach(async () => {
  cloud = await startStreams();
});
afterEach(() => cloud.stop());

const failing = { FunctionName: "throwAlways", BatchSize: 1, MaximumRetryAttempts: 1 } as const;
const sourceOf = async (kind: string) =>
  kind === "kinesis" ? arns.stream : String((await cloud.table("menu")).streamArn);
const put = (kind: string, text: string) =>
  kind === "kinesis" ? cloud.put([text]) : cloud.putItem("menu", { id: { S: text } } as never);
const update = (UUID: string | undefined, settings: object) =>
  cloud.client.send(new UpdateEventSourceMappingCommand({ UUID, ...settings }));
const remove = (UUID: string | undefined) => cloud.client.send(new DeleteEventSourceMappingCommand({ UUID }));

describe.each(["kinesis", "dynamodb"])("%s", (kind) => {
  const info = kind === "kinesis" ? "KinesisBatchInfo" : "DDBStreamBatchInfo";

  test("a disabled mapping hands over nothing more", async () => {
    const fn = await cloud.fn("take");
    const { UUID } = await cloud.map({ FunctionName: "take", EventSourceArn: await sourceOf(kind) });
    await put(kind, "before");
    await eventually(async () => (await cloud.get(UUID)).LastProcessingResult).toBe("OK");
    expect(await update(UUID, { Enabled: false })).toMatchObject({
      State: "Disabling",
      LastProcessingResult: "OK",
    });
    await eventually(async () => (await cloud.get(UUID)).State).toBe("Disabled");
    await put(kind, "after");
    cloud.cloud.clock.advance(60_000);
    expect(await update(UUID, { Enabled: true })).toMatchObject({ State: "Enabling" });
    // Beyond the recording: it goes on where it was.
    await eventually(fn.texts).toEqual([["before"], ["after"]]);
  });

  test("there is one mapping of a source and a function", async () => {
    await cloud.fn("take");
    const EventSourceArn = await sourceOf(kind);
    const { UUID } = await cloud.map({ FunctionName: "take", EventSourceArn });
    await expect(cloud.create({ FunctionName: "take", EventSourceArn })).rejects.toMatchObject({
      name: "ResourceConflictException",
      Type: "User",
      message: `The event source arn (" ${EventSourceArn} ") and function (" take ") provided mapping already exists. Please update or delete the existing mapping with UUID ${UUID}`,
    });
  });

  test("a topic is told of records that failed", async () => {
    const fn = await cloud.fn("throwAlways");
    await cloud.topic();
    await cloud.map({
      ...failing,
      EventSourceArn: await sourceOf(kind),
      DestinationConfig: { OnFailure: { Destination: arns.topic } },
    });
    await put(kind, "hello");
    await cloud.passTime(async () => (await cloud.deadLetters()).length > 0);
    const [{ Message, TopicArn }] = await cloud.deadLetters();
    expect(TopicArn).toBe(arns.topic);
    expect(JSON.parse(Message)).toMatchObject({
      requestContext: {
        functionArn: fn.arn,
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      [info]: { batchSize: 1 },
    });
  });

  test("a bucket gets the records, too, below the mapping, the shard and the time", async () => {
    const fn = await cloud.fn("throwAlways");
    await cloud.bucket();
    const { UUID } = await cloud.map({
      ...failing,
      EventSourceArn: await sourceOf(kind),
      DestinationConfig: { OnFailure: { Destination: arns.bucket } },
    });
    await put(kind, "hello");
    const s3 = new S3Client({
      endpoint: cloud.cloud.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
    });
    const keys = async () =>
      ((await s3.send(new ListObjectsV2Command({ Bucket: "lost" }))).Contents ?? []).map(({ Key }) => Key!);
    await cloud.passTime(async () => (await keys()).length > 0);
    const [Key = ""] = await keys();
    const object = await s3.send(new GetObjectCommand({ Bucket: "lost", Key }));
    const { payload, ...record } = JSON.parse(await object.Body!.transformToString());
    s3.destroy();
    expect(payload).toEqual(fn.events()[0]);
    expect(record).toMatchObject({ requestContext: { approximateInvokeCount: 2 }, [info]: { batchSize: 1 } });
    const [day, time] = record.timestamp.split("T");
    const moment = `${day}T${time.slice(0, 8).replaceAll(":", ".")}`;
    const folder = `aws/lambda/${UUID}/${record[info].shardId}/${day.replaceAll("-", "/")}`;
    expect(Key.startsWith(`${folder}/${moment}`)).toBe(true);
  });
});

test("two functions have a stream each for itself, with filters of their own", async () => {
  const [one, two] = [await cloud.fn("take"), await cloud.fn("answer")];
  const filtered = (kind: string) => ({
    FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ data: { event_type: [kind] } }) }] },
  });
  await cloud.map({ FunctionName: "take", ...filtered("function_1") });
  await cloud.map({ FunctionName: "answer", ...filtered("function_2") });
  const [first, second] = [1, 2].map((n) =>
    JSON.stringify({ event_type: `function_${n}`, message: "bread" }),
  );
  await cloud.put([first!, second!]);
  await eventually(one.texts).toEqual([[first]]);
  await eventually(two.texts).toEqual([[second]]);
});

test("two functions get all records of a stream", async () => {
  const [one, two] = [await cloud.fn("take"), await cloud.fn("answer")];
  await cloud.map({ FunctionName: "take" });
  await cloud.map({ FunctionName: "answer" });
  const texts = Array.from({ length: 10 }, (_, n) => String(n));
  await cloud.put(texts);
  await eventually(() => one.texts().flat()).toEqual(texts);
  await eventually(() => two.texts().flat()).toEqual(texts);
});

test("the record of a change, in its bytes and its members", async () => {
  const { streamArn } = await cloud.table("menu");
  const fn = await cloud.fn("take");
  await cloud.map({ FunctionName: "take", EventSourceArn: streamArn });
  await cloud.putItem("menu", {
    id: { S: "hello world" },
    binary_key: { B: Buffer.from("foobar") },
  } as never);
  await eventually(() => fn.events().length).toBe(1);
  const [record] = fn.events()[0]!.Records;
  expect(Object.keys(record)).toEqual([
    "eventID",
    "eventName",
    "eventVersion",
    "eventSource",
    "awsRegion",
    "dynamodb",
    "eventSourceARN",
  ]);
  expect(record.dynamodb).toEqual({
    ApproximateCreationDateTime: expect.any(Number),
    Keys: { id: { S: "hello world" } },
    NewImage: { id: { S: "hello world" }, binary_key: { B: "Zm9vYmFy" } },
    SequenceNumber: expect.any(String),
    // 70 on AWS, where the key has a name of 16 bytes instead of 2, and is counted twice.
    SizeBytes: 70 - 2 * (16 - 2),
    StreamViewType: "NEW_AND_OLD_IMAGES",
  });
});

test("a mapping is created, enabled and deleted", async () => {
  await cloud.fn("take");
  const created = await cloud.create({ FunctionName: "take" });
  expect(created.State).toBe("Creating");
  await eventually(async () => (await cloud.get(created.UUID)).State).toBe("Enabled");
  expect(await remove(created.UUID)).toMatchObject({ State: "Deleting", UUID: created.UUID });
  await eventually(() => cloud.get(created.UUID).catch(({ name }) => name)).toBe("ResourceNotFoundException");
});

test("what is not there is not found, and not listed", async () => {
  const UUID = "00000000-0000-4000-8000-000000000000";
  const gone = {
    name: "ResourceNotFoundException",
    message: "The resource you requested does not exist.",
    Type: "User",
  };
  await expect(cloud.get(UUID)).rejects.toMatchObject(gone);
  await expect(remove(UUID)).rejects.toMatchObject(gone);
  await expect(update(UUID, { Enabled: false })).rejects.toMatchObject(gone);
  for (const asked of [{}, { FunctionName: "doesnotexist" }, { EventSourceArn: arns.orders }]) {
    const listed = await cloud.client.send(new ListEventSourceMappingsCommand(asked));
    expect(listed.EventSourceMappings).toEqual([]);
  }
});

test("a function is named by its name or ARN, with a version or an alias", async () => {
  const { arn } = await cloud.fn("take", { publish: true });
  await cloud.provision("aws:lambda/alias:Alias", "live", {
    name: "live",
    functionName: "take",
    functionVersion: "1",
  });
  for (const FunctionName of [
    "take",
    "take:$LATEST",
    "take:1",
    "take:live",
    arn,
    `${arn}:1`,
    `${arn}:live`,
  ]) {
    const { UUID, FunctionArn } = await cloud.map({
      FunctionName,
      EventSourceArn: arns.orders,
      StartingPosition: undefined,
    });
    const qualifier = FunctionName.replace(arn, "take").split(":")[1];
    expect(FunctionArn).toBe(qualifier ? `${arn}:${qualifier}` : arn);
    await remove(UUID);
    await eventually(() => cloud.get(UUID).catch(({ name }) => name)).toBe("ResourceNotFoundException");
  }
});
