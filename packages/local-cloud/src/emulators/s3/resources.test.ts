import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { declared, provision } from "../../testing/provision.ts";
import { type LocalS3, startS3 } from "./s3.fixture.ts";

let local: LocalS3;
beforeAll(async () => {
  local = await startS3();
});
afterAll(() => local.stop());

const make = (kind: string, name: string, inputs: Record<string, unknown>) =>
  provision(
    local.cloud,
    local.emulator,
    `aws:s3/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`,
    name,
    inputs,
  );

test.each(["Bucket", "BucketV2"])("a %s has the names that AWS gives it", async (kind) => {
  const bucket = await make(kind, `My${kind}`, {});
  expect(bucket.bucket).toMatch(/^my[a-z0-9-]+$/);
  expect(bucket).toMatchObject({
    id: bucket.bucket,
    arn: `arn:aws:s3:::${bucket.bucket}`,
    bucketDomainName: `${bucket.bucket}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${bucket.bucket}.s3.eu-west-1.amazonaws.com`,
    region: "eu-west-1",
  });
});

test("a private bucket is as its resources say", async () => {
  const { bucket } = (await make("Bucket", "Menus", {
    bucket: "menus",
    forceDestroy: true,
    tags: { team: "office" },
  })) as { bucket: string };
  const { s3 } = local;
  const Bucket = { Bucket: bucket };
  await make("BucketVersioning", "V", { bucket, versioningConfiguration: { status: "Enabled" } });
  await make("BucketServerSideEncryptionConfiguration", "E", {
    bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
  });
  await make("BucketPublicAccessBlock", "P", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  await make("BucketOwnershipControls", "O", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
  await make("BucketPolicy", "T", {
    bucket,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  });
  await make("BucketCorsConfiguration", "C", {
    bucket,
    corsRules: [{ allowedMethods: ["POST"], allowedOrigins: ["https://shop.example"], maxAgeSeconds: 60 }],
  });
  await make("BucketLifecycleConfiguration", "L", {
    bucket,
    rules: [
      {
        id: "age",
        status: "Enabled",
        filter: { prefix: "" },
        transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
        expiration: { days: 365 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
      { id: "marks", status: "Enabled", expiration: { expiredObjectDeleteMarker: true } },
      {
        id: "tags",
        status: "Enabled",
        filter: { and: { prefix: "a/", tags: { b: "c" } } },
        expiration: { days: 1 },
      },
    ],
  });
  await make("BucketNotification", "N", { bucket, eventbridge: true });
  await local.emulator.start?.();

  expect((await s3.send(new GetBucketVersioningCommand(Bucket))).Status).toBe("Enabled");
  expect((await s3.send(new GetBucketTaggingCommand(Bucket))).TagSet).toEqual([
    { Key: "team", Value: "office" },
  ]);
  expect(
    (await s3.send(new GetPublicAccessBlockCommand(Bucket))).PublicAccessBlockConfiguration,
  ).toMatchObject({ RestrictPublicBuckets: true });
  expect(
    (await s3.send(new GetBucketEncryptionCommand(Bucket))).ServerSideEncryptionConfiguration?.Rules,
  ).toMatchObject([{ BucketKeyEnabled: true }]);
  expect((await s3.send(new GetBucketCorsCommand(Bucket))).CORSRules).toEqual([
    { AllowedMethods: ["POST"], AllowedOrigins: ["https://shop.example"], MaxAgeSeconds: 60 },
  ]);
  expect((await s3.send(new GetBucketLifecycleConfigurationCommand(Bucket))).Rules).toEqual([
    {
      ID: "age",
      Status: "Enabled",
      Filter: { Prefix: "" },
      Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }],
      Expiration: { Days: 365 },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
    { ID: "marks", Status: "Enabled", Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } },
    {
      ID: "tags",
      Status: "Enabled",
      Filter: { And: { Prefix: "a/", Tags: [{ Key: "b", Value: "c" }] } },
      Expiration: { Days: 1 },
    },
  ]);
  const { EventBridgeConfiguration } = await s3.send(new GetBucketNotificationConfigurationCommand(Bucket));
  expect(EventBridgeConfiguration).toEqual({});
});

test("an object that is declared is there", async () => {
  await make("Bucket", "Files", { bucket: "files" });
  await make("BucketObjectv2", "Text", {
    bucket: "files",
    key: "a.txt",
    content: "rye",
    contentType: "text/plain",
  });
  await make("BucketObject", "Bytes", { bucket: "files", key: "b", contentBase64: "cnll" });
  await make("BucketObjectv2", "File", { bucket: "files", source: { path: import.meta.filename } });
  const read = async (Key: string) =>
    (await local.s3.send(new GetObjectCommand({ Bucket: "files", Key }))).Body!.transformToString();
  expect([await read("a.txt"), await read("b")]).toEqual(["rye", "rye"]);
  expect(await read("File")).toContain("an object that is declared is there");
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ["Bucket", { bucket: "No_Name" }, /is no name of a bucket/],
  ["Bucket", { acl: "private" }, /acl/],
  ["Bucket", { objectLockEnabled: true }, /object locks are not implemented/],
  ["BucketVersioning", { bucket: "a", versioningConfiguration: { status: "On" } }, /status/],
  [
    "BucketVersioning",
    { bucket: "a", versioningConfiguration: { status: "Enabled" }, mfa: "1" },
    /second factor/,
  ],
  ["BucketCorsConfiguration", { bucket: "a", corsRules: [] }, /corsRules/],
  ["BucketNotification", { bucket: "a", queues: [{ queueArn: "a", events: ["s3:ObjectEaten"] }] }, /events/],
  [
    "BucketLifecycleConfiguration",
    { bucket: "a", rules: [{ id: "a", status: "Enabled", colour: "red" }] },
    /colour/,
  ],
])("refuses a %s of %j", (kind, inputs, message) => {
  expect(() =>
    declared(local.cloud, `aws:s3/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`, "A", inputs),
  ).toThrow(message);
});

test("says which bucket is missing, and which notification cannot be", async () => {
  await expect(async () =>
    make("BucketVersioning", "V", { bucket: "nowhere", versioningConfiguration: { status: "Enabled" } }),
  ).rejects.toThrow("does not exist");
  await make("Bucket", "Lonely", { bucket: "lonely" });
  await make("BucketNotification", "N", {
    bucket: "lonely",
    queues: [{ queueArn: "arn:aws:sqs:eu-west-1:000000000000:none", events: ["s3:ObjectCreated:*"] }],
  });
  await expect(async () => local.emulator.start?.()).rejects.toThrow(
    /^N \(aws:s3\/bucketNotification:BucketNotification\): Unable to validate/,
  );
});
