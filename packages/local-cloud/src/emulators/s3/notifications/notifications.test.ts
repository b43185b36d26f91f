import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, Emulator } from "../../../core/cloud.ts";
import { createEventBridgeEmulator } from "../../eventbridge/emulator.ts";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const Bucket = "told";
interface Told {
  Records: { eventName: string; s3: { object: { key: string; sequencer: string } } }[];
}

let local: LocalS3;
let s3: S3Client;
let told: { service: string; input: Record<string, unknown>; caller: Caller }[] = [];
let failures = 0;

const listening = (service: string, operation: string): Emulator => ({
  service,
  operations: {
    [operation]: (input: unknown, caller: Caller) => {
      if (failures-- > 0) throw new AwsError("ServiceUnavailable", "Later.", { status: 503 });
      told.push({ service, input: input as Record<string, unknown>, caller });
      return {};
    },
  },
});

beforeAll(async () => {
  local = await startS3();
  ({ s3 } = local);
  for (const [service, operation] of [
    ["sqs", "SendMessage"],
    ["sns", "Publish"],
    ["lambda", "Invoke"],
  ] as const)
    local.cloud.add(listening(service, operation));
  const events = createEventBridgeEmulator(local.cloud);
  local.cloud.add(events);
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => local.stop());
beforeEach(() => {
  told = [];
  failures = 0;
});

const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:000000000000:${name}`;
const set = (NotificationConfiguration: NotificationConfiguration, bucket = Bucket) =>
  s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
const put = (Key: string, Body = "rye") => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const bodies = () =>
  told.map(({ input }) => JSON.parse(String(input.MessageBody ?? input.Message ?? input.Payload)) as Told);
const everything = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"] as never[];
const queue = { QueueArn: arn("sqs", "inbox"), Events: everything };

test("queues and topics are told at once that they will be told, functions are not", async () => {
  await set({
    QueueConfigurations: [{ ...queue, Id: "q", Events: ["s3:ObjectCreated:Put"] }],
    TopicConfigurations: [{ TopicArn: arn("sns", "news"), Events: ["s3:ObjectCreated:Copy"] }],
    LambdaFunctionConfigurations: [
      { LambdaFunctionArn: arn("lambda", "function:bake"), Events: ["s3:ObjectRemoved:*"] },
    ],
  });
  expect(told.map(({ service }) => service)).toEqual(["sqs", "sns"]);
  expect(bodies()[0]).toEqual({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: expect.stringMatching(/^\d{4}-.*Z$/),
    Bucket,
    RequestId: expect.stringMatching(/^[0-9A-F]{16}$/),
    HostId: expect.any(String),
  });
});

test("a record is as AWS documents it", async () => {
  await set({ QueueConfigurations: [{ ...queue, Id: "q" }] });
  told = [];
  await put("menü 1+.csv");
  expect(bodies()).toEqual([
    {
      Records: [
        {
          eventVersion: "2.1",
          eventSource: "aws:s3",
          awsRegion: "eu-west-1",
          eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          eventName: "ObjectCreated:Put",
          userIdentity: { principalId: expect.any(String) },
          requestParameters: { sourceIPAddress: "127.0.0.1" },
          responseElements: { "x-amz-request-id": expect.any(String), "x-amz-id-2": expect.any(String) },
          s3: {
            s3SchemaVersion: "1.0",
            configurationId: "q",
            bucket: {
              name: Bucket,
              ownerIdentity: { principalId: expect.any(String) },
              arn: "arn:aws:s3:::told",
            },
            object: {
              key: "men%C3%BC+1%2B.csv",
              size: 3,
              eTag: "978c7f86526e2d45e0ae34b2d04c3e73",
              sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
            },
          },
        },
      ],
    },
  ]);
  expect(told[0]!.caller.principal).toEqual({
    kind: "service",
    service: "s3.amazonaws.com",
    sourceArn: "arn:aws:s3:::told",
  });
});

const names = () => bodies().map(({ Records }) => Records[0]!.eventName);

test("every way to make, delete and tag an object has its name", async () => {
  await set({ QueueConfigurations: [queue] });
  told = [];
  const Key = "k";
  await put(Key);
  await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` }));
  await new Upload({ client: s3, params: { Bucket, Key, Body: Buffer.alloc(6 * 1024 * 1024) } }).done();
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [] } }));
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "never there" }));
  expect(names()).toEqual([
    "ObjectCreated:Put",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
    "ObjectRemoved:Delete",
  ]);
});

test("only keys of the filter are told of, and later events have greater numbers", async () => {
  const FilterRules = [
    { Name: "prefix" as const, Value: "in/" },
    { Name: "suffix" as const, Value: ".csv" },
  ];
  await set({ QueueConfigurations: [{ ...queue, Filter: { Key: { FilterRules } } }] });
  told = [];
  for (const key of ["in/a.csv", "in/b.txt", "out/a.csv", "in/a.csv"]) await put(key);
  const objects = bodies().map(({ Records }) => Records[0]!.s3.object);
  expect(objects.map(({ key }) => key)).toEqual(["in/a.csv", "in/a.csv"]);
  expect(objects[1]!.sequencer > objects[0]!.sequencer).toBe(true);
});

test.each<[string, NotificationConfiguration, string]>([
  [
    "two that overlap",
    { QueueConfigurations: [queue, { ...queue, QueueArn: arn("sqs", "other") }] },
    "InvalidArgument",
  ],
  [
    "one id twice",
    {
      QueueConfigurations: [
        { ...queue, Id: "a", Events: ["s3:ObjectCreated:Put"] },
        { ...queue, Id: "a", Events: ["s3:ObjectCreated:Copy"] },
      ],
    },
    "InvalidArgument",
  ],
  [
    "a FIFO queue",
    { QueueConfigurations: [{ ...queue, QueueArn: arn("sqs", "inbox.fifo") }] },
    "InvalidArgument",
  ],
  [
    "an event that is none",
    { QueueConfigurations: [{ ...queue, Events: ["s3:ObjectEaten" as never] }] },
    "MalformedXML",
  ],
])("%s are refused", async (_, configuration, code) => {
  await expect(set(configuration)).rejects.toMatchObject({ name: code });
});

test("who may not be told is refused, and what was set before stays", async () => {
  const { authorize } = local.cloud;
  Object.assign(local.cloud, {
    authorize: () => {
      throw new AwsError("AccessDenied", "No.", { status: 403 });
    },
  });
  const function_ = { LambdaFunctionArn: arn("lambda", "function:bake"), Events: everything };
  await expect(set({ LambdaFunctionConfigurations: [function_] })).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
    ArgumentValue1: "Not authorized to invoke function",
  });
  Object.assign(local.cloud, { authorize });
  await set({ QueueConfigurations: [queue] });
});

test("is told again when a queue cannot take it", async () => {
  await set({ QueueConfigurations: [queue] });
  told = [];
  failures = 2;
  await put("again");
  await expect.poll(() => failures).toBe(1);
  for (let tries = 0; told.length === 0 && tries < 50; tries++) {
    local.cloud.clock.advance(60_000);
    await new Promise(setImmediate);
  }
  expect(names()).toEqual(["ObjectCreated:Put"]);
});

test("faults may tell twice, or never", async () => {
  await set({ QueueConfigurations: [queue] });
  told = [];
  const { delivery } = local.cloud.faults;
  local.cloud.faults.delivery = ({ service }) => (service === "s3" ? [0, 0] : [0]);
  await put("twice");
  local.cloud.faults.delivery = ({ service }) => (service === "s3" ? [] : [0]);
  await put("never");
  local.cloud.faults.delivery = delivery;
  expect(names()).toHaveLength(2);
});

describe("to EventBridge", () => {
  const events = () =>
    local.cloud.journal
      .hops(({ action }) => action === "AcceptEvent")
      .map(({ input }) => input as Record<string, never>);

  test("an event is as AWS documents it, and follows from its request", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "bridged" }));
    await set({ EventBridgeConfiguration: {} }, "bridged");
    const rule = { Name: "files", EventPattern: JSON.stringify({ source: ["aws.s3"] }) };
    await local.cloud.dispatch("events", "PutRule", rule, { principal: { kind: "root" }, causes: [] });
    await s3.send(new PutObjectCommand({ Bucket: "bridged", Key: "menü.csv", Body: "rye" }));
    expect(events().at(-1)).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Object Created",
      source: "aws.s3",
      account: "000000000000",
      time: expect.any(String),
      region: "eu-west-1",
      resources: ["arn:aws:s3:::bridged"],
      detail: {
        version: "0",
        bucket: { name: "bridged" },
        object: {
          key: "menü.csv",
          size: 3,
          etag: "978c7f86526e2d45e0ae34b2d04c3e73",
          sequencer: expect.any(String),
        },
        "request-id": expect.any(String),
        requester: "000000000000",
        "source-ip-address": "127.0.0.1",
        reason: "PutObject",
      },
    });
    const accepted = local.cloud.journal.hops(({ action }) => action === "AcceptEvent").at(-1)!;
    expect(local.cloud.journal.trace(accepted.traceId).map(({ action }) => action)).toEqual([
      "PutObject",
      "AcceptEvent",
    ]);
  });

  test("a deletion tells of which kind it is", async () => {
    const remove = (VersionId?: string) =>
      s3.send(new DeleteObjectCommand({ Bucket: "bridged", Key: "menü.csv", VersionId }));
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: "bridged", VersioningConfiguration: { Status: "Enabled" } }),
    );
    const { VersionId } = await remove();
    expect(events().at(-1)).toMatchObject({
      "detail-type": "Object Deleted",
      detail: {
        reason: "DeleteObject",
        "deletion-type": "Delete Marker Created",
        object: { "version-id": VersionId },
      },
    });
    await remove(VersionId);
    expect(events().at(-1)).toMatchObject({ detail: { "deletion-type": "Permanently Deleted" } });
  });
});
