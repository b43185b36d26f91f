import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalS3, startS3 } from "../s3.fixture.ts";
import { DAY } from "./expiry.ts";

const Bucket = "ageing";
let local: LocalS3;
let s3: S3Client;

beforeEach(async () => {
  local = await startS3();
  ({ s3 } = local);
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => local.stop());

const set = (...Rules: LifecycleRule[]) =>
  s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
const put = (Key: string, Body = "rye", Tagging?: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, Tagging }));
const keys = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);
const days = (count: number) => local.cloud.clock.advance(count * DAY);
const versioned = () =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
const versions = async () => {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  return [Versions.length, DeleteMarkers.length];
};

test("an object expires when its days are over, at the next midnight, and not before", async () => {
  await set({ ID: "old", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 2 } });
  await put("tmp/a");
  await put("kept");
  const { Expiration } = await s3.send(new HeadObjectCommand({ Bucket, Key: "tmp/a" }));
  const now = local.cloud.clock.now();
  const midnight = new Date(Math.ceil((now + 2 * DAY) / DAY) * DAY);
  expect(Expiration).toBe(`expiry-date="${midnight.toUTCString()}", rule-id="old"`);
  days(2);
  expect(await keys()).toEqual(["kept", "tmp/a"]);
  days(1);
  expect(await keys()).toEqual(["kept"]);
  expect(local.cloud.journal.hops(({ action }) => action === "Expire")).toMatchObject([
    { resource: "arn:aws:s3:::ageing/tmp/a", input: { Key: "tmp/a", rule: "old" } },
  ]);
});

test.each<[string, LifecycleRule["Filter"], string[]]>([
  ["a prefix", { Prefix: "tmp/" }, ["b", "large"]],
  ["a tag", { Tag: { Key: "state", Value: "old" } }, ["b", "large", "tmp/c"]],
  ["a size", { ObjectSizeGreaterThan: 100 }, ["b", "tmp/a", "tmp/c"]],
  [
    "several at once",
    { And: { Prefix: "tmp/", Tags: [{ Key: "state", Value: "old" }] } },
    ["b", "large", "tmp/c"],
  ],
  ["nothing at all", {}, []],
])("a rule is for what has %s", async (_, Filter, left) => {
  await put("tmp/a", "rye", "state=old");
  await put("tmp/c");
  await put("b");
  await put("large", "x".repeat(200));
  await set({ Status: "Enabled", Filter, Expiration: { Days: 1 } });
  days(3);
  expect(await keys()).toEqual(left);
});

test("a rule that is off does nothing", async () => {
  await put("a");
  await set({ Status: "Disabled", Filter: {}, Expiration: { Days: 1 } });
  days(10);
  expect(await keys()).toEqual(["a"]);
});

test("on a day that is named", async () => {
  await put("a");
  const day = new Date(Math.ceil(local.cloud.clock.now() / DAY) * DAY + DAY);
  await set({ Status: "Enabled", Filter: {}, Expiration: { Date: day } });
  days(1);
  expect(await keys()).toEqual(["a"]);
  days(1.5);
  expect(await keys()).toEqual([]);
});

describe("with versions", () => {
  test("an object that expires is marked, its versions go later, and then the mark", async () => {
    await versioned();
    await put("a");
    await put("a");
    await set({
      Status: "Enabled",
      Filter: {},
      Expiration: { Days: 1 },
      NoncurrentVersionExpiration: { NoncurrentDays: 5 },
    });
    days(2);
    expect(await versions()).toEqual([2, 1]);
    days(7);
    expect((await versions())[0]).toBe(0);
    days(2);
    expect(await versions()).toEqual([0, 0]);
  });
  test("some newer versions may stay", async () => {
    await versioned();
    for (let count = 0; count < 5; count++) await put("a");
    await set({
      Status: "Enabled",
      Filter: {},
      NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 },
    });
    days(3);
    expect(await versions()).toEqual([3, 0]);
  });
  test("a mark without versions goes", async () => {
    await versioned();
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await set({ Status: "Enabled", Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } });
    days(1);
    expect(await versions()).toEqual([0, 0]);
  });
});

test("large objects move to another class of storage", async () => {
  await put("large", "x".repeat(200 * 1024));
  await put("small");
  await set({
    Status: "Enabled",
    Filter: {},
    Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }],
    Expiration: { Days: 365 },
  });
  const classOf = async (Key: string) => (await s3.send(new HeadObjectCommand({ Bucket, Key }))).StorageClass;
  days(29);
  expect(await classOf("large")).toBeUndefined();
  days(2);
  expect([await classOf("large"), await classOf("small")]).toEqual(["STANDARD_IA", undefined]);
  days(335);
  expect(await keys()).toEqual([]);
});

test("uploads that nobody completes are aborted", async () => {
  await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "a" }));
  await set({ Status: "Enabled", Filter: {}, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } });
  const uploads = async () =>
    (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length ?? 0;
  days(7);
  expect(await uploads()).toBe(1);
  days(1);
  expect(await uploads()).toBe(0);
});

test.each<[string, LifecycleRule, string]>([
  ["nothing to do", { Status: "Enabled", Filter: {} }, "InvalidRequest"],
  [
    "days and a date",
    { Status: "Enabled", Filter: {}, Expiration: { Days: 1, Date: new Date(0) } },
    "MalformedXML",
  ],
  [
    "a date in the middle of a day",
    { Status: "Enabled", Filter: {}, Expiration: { Date: new Date(1000) } },
    "InvalidArgument",
  ],
  ["no days", { Status: "Enabled", Filter: {}, Expiration: { Days: 0 } }, "MalformedXML"],
  [
    "infrequent access after a day",
    { Status: "Enabled", Filter: {}, Transitions: [{ Days: 1, StorageClass: "STANDARD_IA" }] },
    "InvalidArgument",
  ],
  [
    "an end before the move",
    {
      Status: "Enabled",
      Filter: {},
      Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }],
      Expiration: { Days: 20 },
    },
    "InvalidArgument",
  ],
  [
    "a filter and a prefix",
    { Status: "Enabled", Filter: {}, Prefix: "a", Expiration: { Days: 1 } },
    "MalformedXML",
  ],
])("refuses a rule with %s", async (_, rule, code) => {
  await expect(set(rule)).rejects.toMatchObject({ name: code });
});
