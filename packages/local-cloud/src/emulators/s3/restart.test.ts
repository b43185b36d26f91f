import { mkdtempSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { boot, type Declared } from "../../testing/boot.ts";
import type { TestCloud } from "../../testing/fake-cloud.ts";
import { createLives } from "../../testing/restart.ts";
import { standIn } from "../../testing/stand-in.ts";
import type {} from "./api.ts";
import { createS3Emulator } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };
const bucket = (name = "photos"): Declared => ["aws:s3/bucket:Bucket", { bucket: name }];

/** Starts S3 with what a config declares, and calls of it. */
const start = async (
  cloud: TestCloud,
  resources: readonly Declared[],
  around?: (cloud: TestCloud) => void,
) => {
  around?.(cloud);
  const emulator = await boot(cloud, createS3Emulator, resources);
  onTestFinished(() => emulator.stop?.());
  const call: typeof cloud.call = (service, operation, input) => cloud.call(service, operation, input, root);
  const put = (Key: string, Body: string, Bucket = "photos") =>
    call("s3", "PutObject", { Bucket, Key, Body }, root);
  const text = async (Key: string, VersionId?: string, Bucket = "photos") => {
    const { Body } = await call("s3", "GetObject", { Bucket, Key, VersionId }, root);
    return Body!.transformToString();
  };
  return { call, put, text };
};

test("has objects with all that was said of them, and their bytes", async () => {
  const live = createLives();
  const before = await start(await live(), [bucket()]);
  await before.call(
    "s3",
    "PutObject",
    { Bucket: "photos", Key: "a b/ü?.txt", Body: "one", Metadata: { Who: "ann" }, Tagging: "a=1" },
    root,
  );
  await before.call(
    "s3",
    "CopyObject",
    { Bucket: "photos", Key: "copy", CopySource: encodeURI("photos/a b/ü?.txt").replace("?", "%3F") },
    root,
  );
  await before.put("gone", "x");
  await before.call("s3", "DeleteObject", { Bucket: "photos", Key: "gone" }, root);
  await before.put("empty", "");
  const head = await before.call("s3", "HeadObject", { Bucket: "photos", Key: "a b/ü?.txt" }, root);

  const cloud = await live();
  const { call, text } = await start(cloud, [bucket()]);
  expect(await text("a b/ü?.txt")).toBe("one");
  expect(await text("empty")).toBe("");
  const { Contents } = await call("s3", "ListObjectsV2", { Bucket: "photos" }, root);
  expect(Contents?.map(({ Key }) => Key)).toEqual(["a b/ü?.txt", "copy", "empty"]);
  expect(await call("s3", "HeadObject", { Bucket: "photos", Key: "a b/ü?.txt" }, root)).toEqual(head);
  await call("s3", "DeleteObject", { Bucket: "photos", Key: "a b/ü?.txt" }, root);
  expect(await text("copy")).toBe("one");
  await call("s3", "DeleteObject", { Bucket: "photos", Key: "copy" }, root);
  await expect.poll(() => readdir(join(cloud.state.files!, "s3"))).toEqual([]);
});

test("has every version in its order, and what marks it as deleted", async () => {
  const live = createLives();
  const versioning: Declared = [
    "aws:s3/bucketVersioning:BucketVersioning",
    { bucket: "photos", versioningConfiguration: { status: "Enabled" } },
  ];
  const before = await start(await live(), [bucket(), versioning]);
  const ids: (string | undefined)[] = [];
  for (const body of ["one", "two", "three"]) ids.push((await before.put("a", body)).VersionId);
  await before.call("s3", "DeleteObject", { Bucket: "photos", Key: "a" }, root);
  const listed = await before.call("s3", "ListObjectVersions", { Bucket: "photos" }, root);

  const { call, text } = await start(await live(), [bucket(), versioning]);
  expect(await call("s3", "ListObjectVersions", { Bucket: "photos" }, root)).toEqual(listed);
  expect(await Promise.all(ids.map((id) => text("a", id)))).toEqual(["one", "two", "three"]);
  await expect(text("a")).rejects.toMatchObject({ code: "NoSuchKey" });
});

test("goes on with an upload in parts", async () => {
  const live = createLives();
  const before = await start(await live(), [bucket()]);
  const upload = { Bucket: "photos", Key: "big" };
  const { UploadId } = await before.call("s3", "CreateMultipartUpload", upload, root);
  const aborted = await before.call("s3", "CreateMultipartUpload", { ...upload, Key: "no" }, root);
  const five = "x".repeat(5 * 1024 * 1024);
  const first = await before.call(
    "s3",
    "UploadPart",
    { ...upload, UploadId, PartNumber: 1, Body: five },
    root,
  );
  await before.call("s3", "AbortMultipartUpload", { ...upload, Key: "no", UploadId: aborted.UploadId }, root);

  const { call, text } = await start(await live(), [bucket()]);
  const { Uploads } = await call("s3", "ListMultipartUploads", { Bucket: "photos" }, root);
  expect(Uploads).toMatchObject([{ Key: "big", UploadId }]);
  const second = await call("s3", "UploadPart", { ...upload, UploadId, PartNumber: 2, Body: "end" }, root);
  const Parts = [first, second].map(({ ETag }, at) => ({ ETag, PartNumber: at + 1 }));
  await call("s3", "CompleteMultipartUpload", { ...upload, UploadId, MultipartUpload: { Parts } }, root);
  expect(await text("big")).toBe(`${five}end`);
});

test("has buckets and settings that calls made, but where the config says something else now", async () => {
  const live = createLives();
  const CORSConfiguration = { CORSRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"] }] };
  const cors = (origin: string): Declared => [
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    { bucket: "photos", corsRules: [{ allowedMethods: ["GET"], allowedOrigins: [origin] }] },
  ];
  const before = await start(await live(), [bucket(), cors("http://a.test")]);
  await before.call("s3", "CreateBucket", { Bucket: "made" }, root);
  await before.put("a", "one", "made");
  await before.call("s3", "CreateBucket", { Bucket: "unmade" }, root);
  await before.call("s3", "DeleteBucket", { Bucket: "unmade" }, root);
  for (const Bucket of ["photos", "made"])
    await before.call("s3", "PutBucketCors", { Bucket, CORSConfiguration }, root);
  const lifecycle = {
    Rules: [{ ID: "old", Status: "Enabled", Prefix: "", Expiration: { Date: new Date(0) } }],
  };
  await before.call(
    "s3",
    "PutBucketLifecycleConfiguration",
    { Bucket: "made", LifecycleConfiguration: lifecycle } as never,
    root,
  );
  await before.call("s3", "DeletePublicAccessBlock", { Bucket: "made" }, root);

  const origins = async ({ call }: typeof before, Bucket: string) =>
    (await call("s3", "GetBucketCors", { Bucket }, root)).CORSRules?.[0]?.AllowedOrigins;
  const same = await start(await live(), [bucket(), cors("http://a.test")]);
  const { Buckets } = await same.call("s3", "ListBuckets", {}, root);
  expect(Buckets?.map(({ Name }) => Name)).toEqual(["made", "photos"]);
  // A rule of the past took it at once.
  await expect(same.text("a", undefined, "made")).rejects.toMatchObject({ code: "NoSuchKey" });
  expect([await origins(same, "photos"), await origins(same, "made")]).toEqual([["*"], ["*"]]);
  await expect(same.call("s3", "GetPublicAccessBlock", { Bucket: "made" }, root)).rejects.toMatchObject({
    code: "NoSuchPublicAccessBlockConfiguration",
  });

  const other = await start(await live(), [bucket(), cors("http://b.test")]);
  expect([await origins(other, "photos"), await origins(other, "made")]).toEqual([["http://b.test"], ["*"]]);
});

test("puts an object of the config again when the config or its file is another, and only then", async () => {
  const live = createLives();
  const source = join(mkdtempSync(join(tmpdir(), "source-")), "a.txt");
  writeFileSync(source, "first");
  const object = (key: string, rest: object): Declared => [
    "aws:s3/bucketObjectv2:BucketObjectv2",
    { bucket: "photos", key, ...rest },
  ];
  const file = object("file", { source: { path: source } });
  const before = await start(await live(), [
    bucket(),
    file,
    object("text", { content: "a" }),
    object("old", { content: "b" }),
  ]);
  expect(await before.text("file")).toBe("first");
  await before.put("file", "changed by a run");
  await before.put("text", "changed by a run");

  const same = await start(await live(), [bucket(), file, object("text", { content: "a" })]);
  expect([await same.text("file"), await same.text("text")]).toEqual([
    "changed by a run",
    "changed by a run",
  ]);
  await expect(same.text("old")).rejects.toMatchObject({ code: "NoSuchKey" });
  writeFileSync(source, "second, and longer");
  const other = await start(await live(), [bucket(), file, object("text", { content: "c" })]);
  expect([await other.text("file"), await other.text("text")]).toEqual(["second, and longer", "c"]);
});

test("lists what it drops with a bucket, and takes its bytes away", async () => {
  const live = createLives();
  const before = await start(await live(), [bucket("photos"), bucket("old")]);
  await before.put("a", "one", "old");
  const cloud = await live();
  await start(cloud, [bucket("photos")]);
  expect(cloud.state.dropped).toEqual(["bucket old with 1 objects: the config has it no longer"]);
  await expect.poll(() => readdir(join(cloud.state.files!, "s3"))).toEqual([]);
  const next = await live();
  await start(next, [bucket("photos")]);
  expect(next.state.dropped).toEqual([]);
});

test("tells a receiver that had not been told, and does not try it out again", async () => {
  const live = createLives();
  const arn = "arn:aws:sqs:us-east-1:000000000000:events";
  const notification: Declared = [
    "aws:s3/bucketNotification:BucketNotification",
    { bucket: "photos", queues: [{ queueArn: arn, events: ["s3:ObjectCreated:*"] }] },
  ];
  const told: string[] = [];
  const queue = (answer: () => unknown) => (cloud: TestCloud) =>
    cloud.add(
      standIn("sqs", {
        SendMessage({ MessageBody }) {
          const { Records, Event } = JSON.parse(MessageBody);
          told.push(Event ?? Records[0].s3.object.key);
          return answer();
        },
      }),
    );
  const before = await start(
    await live(),
    [bucket(), notification],
    queue(() => ({})),
  );
  await before.put("told", "x");
  await expect.poll(() => told).toEqual(["s3:TestEvent", "told"]);

  const silent = queue(() => new Promise(() => {}));
  const deaf = await start(await live(), [bucket(), notification], silent);
  await deaf.put("untold", "x");
  await expect.poll(() => told.at(-1)).toBe("untold");

  told.length = 0;
  await start(
    await live(),
    [bucket(), notification],
    queue(() => ({})),
  );
  await expect.poll(() => told).toEqual(["untold"]);
  await start(
    await live(),
    [bucket(), notification],
    queue(() => ({})),
  );
  expect(told).toEqual(["untold"]);
});
