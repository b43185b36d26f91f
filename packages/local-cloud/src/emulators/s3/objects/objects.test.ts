import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const Bucket = "bread";
const Key = "rye";
let local: LocalS3;
let s3: S3Client;
let ETag: string;
let LastModified: Date;

const put = (input: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789", ...input }));
const get = (input: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
const text = async (input: Partial<GetObjectCommandInput> = {}) =>
  (await get(input)).Body!.transformToString();

beforeAll(async () => {
  local = await startS3();
  ({ s3 } = local);
  await s3.send(new CreateBucketCommand({ Bucket }));
  ETag = (await put()).ETag!;
  LastModified = (await get()).LastModified!;
});
afterAll(() => local.stop());

const earlier = () => new Date(LastModified.getTime() - 1000);

describe("a read with conditions", () => {
  test.each<[string, () => Partial<GetObjectCommandInput>, number]>([
    ["the right tag", () => ({ IfMatch: ETag }), 200],
    ["any tag", () => ({ IfMatch: "*" }), 200],
    ["another tag", () => ({ IfMatch: '"other"' }), 412],
    ["a tag it has", () => ({ IfNoneMatch: ETag }), 304],
    ["a tag it has not", () => ({ IfNoneMatch: '"other"' }), 200],
    ["one of two tags", () => ({ IfNoneMatch: `"other", ${ETag}` }), 304],
    ["changed since", () => ({ IfModifiedSince: earlier() }), 200],
    ["not changed since", () => ({ IfModifiedSince: LastModified }), 304],
    ["unchanged since", () => ({ IfUnmodifiedSince: LastModified }), 200],
    ["changed after all", () => ({ IfUnmodifiedSince: earlier() }), 412],
    ["a tag that outdoes a time", () => ({ IfMatch: ETag, IfUnmodifiedSince: earlier() }), 200],
    [
      "a tag that outdoes another time",
      () => ({ IfNoneMatch: '"other"', IfModifiedSince: LastModified }),
      200,
    ],
  ])("of %s", async (_, conditions, status) => {
    const answer = await get(conditions()).catch(
      (error: unknown) => error as Awaited<ReturnType<typeof get>>,
    );
    expect(answer.$metadata.httpStatusCode).toBe(status);
  });
});

describe("a range", () => {
  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-20", "0123456789", "bytes 0-9/10"],
    ["bytes=5-100", "56789", "bytes 5-9/10"],
    ["bytes=9-9", "9", "bytes 9-9/10"],
    // S3 answers all of an object to what is no single range.
    ["bytes=0-1,3-4", "0123456789", undefined],
    ["bytes=4-2", "0123456789", undefined],
    ["lines=0-1", "0123456789", undefined],
    ["bytes=-", "0123456789", undefined],
  ])("%s", async (Range, expected, ContentRange) => {
    const answer = await get({ Range });
    expect(await answer.Body!.transformToString()).toBe(expected);
    expect(answer.ContentRange).toBe(ContentRange);
  });
  test.each(["bytes=10-", "bytes=10-12", "bytes=-0"])("%s is not there", async (Range) => {
    await expect(get({ Range })).rejects.toMatchObject({
      name: "InvalidRange",
      ActualObjectSize: "10",
      $metadata: { httpStatusCode: 416 },
    });
  });
  test("of an empty object is not there either", async () => {
    await put({ Key: "empty", Body: "" });
    await expect(get({ Key: "empty", Range: "bytes=0-" })).rejects.toMatchObject({ name: "InvalidRange" });
    expect(await text({ Key: "empty" })).toBe("");
  });
});

describe("a conditional write", () => {
  test.each<[string, () => Partial<PutObjectCommandInput>, string | undefined]>([
    ["of what must not be there, and is", () => ({ IfNoneMatch: "*" }), "PreconditionFailed"],
    ["of what must not be there, and is not", () => ({ Key: "new", IfNoneMatch: "*" }), undefined],
    ["over what it knows", () => ({ IfMatch: ETag }), undefined],
    ["over another", () => ({ IfMatch: '"other"' }), "PreconditionFailed"],
    ["over what is not there", () => ({ Key: "missing", IfMatch: ETag }), "NoSuchKey"],
    ["of a tag that must not be", () => ({ IfNoneMatch: ETag }), "NotImplemented"],
  ])("%s", async (_, input, code) => {
    const written = put(input());
    if (code === undefined) await written;
    else await expect(written).rejects.toMatchObject({ name: code });
  });
  test("one of two at once wins", async () => {
    const race = [1, 2, 3].map((Body) =>
      put({ Key: "race", Body: String(Body).repeat(100_000), IfNoneMatch: "*" }),
    );
    const outcomes = await Promise.allSettled(race);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
  test("deletes only what it knows", async () => {
    await put({ Key: "kept" });
    const remove = (IfMatch: string) => s3.send(new DeleteObjectCommand({ Bucket, Key: "kept", IfMatch }));
    await expect(remove('"other"')).rejects.toMatchObject({ name: "PreconditionFailed" });
    await remove(ETag);
    await expect(get({ Key: "kept" })).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

test("what is said of an object comes back with it, or as the reader wants it", async () => {
  const said = {
    ContentType: "text/csv",
    CacheControl: "max-age=60",
    ContentDisposition: 'attachment; filename="a.csv"',
    ContentEncoding: "gzip",
    ContentLanguage: "de",
    Expires: new Date("2030-01-01T00:00:00Z"),
    WebsiteRedirectLocation: "/elsewhere",
    StorageClass: "STANDARD_IA",
    Metadata: { "file-name": "menu.csv", empty: "" },
  } as const;
  await put({ Key: "said", ...said });
  const { ExpiresString, ...answer } = await s3.send(new HeadObjectCommand({ Bucket, Key: "said" }));
  const { Expires: _, ...others } = said;
  expect(answer).toMatchObject(others);
  expect(ExpiresString).toBe("Tue, 01 Jan 2030 00:00:00 GMT");
  const wanted = await get({
    Key: "said",
    ResponseContentType: "text/plain",
    ResponseCacheControl: "no-store",
    ResponseContentDisposition: "inline",
  });
  expect(wanted).toMatchObject({
    ContentType: "text/plain",
    CacheControl: "no-store",
    ContentDisposition: "inline",
  });
});

test.each<[string, Partial<PutObjectCommandInput>, string]>([
  ["too much metadata", { Metadata: { a: "x".repeat(2048) } }, "MetadataTooLarge"],
  ["a class of storage that is none", { StorageClass: "CUPBOARD" as never }, "InvalidArgument"],
  ["a list of access", { ACL: "public-read" }, "AccessControlListNotSupported"],
  ["a digest that is none", { ContentMD5: "x" }, "InvalidDigest"],
  ["a wrong digest", { ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }, "BadDigest"],
  ["a wrong checksum", { ChecksumSHA256: Buffer.alloc(32).toString("base64") }, "BadDigest"],
  ["a checksum that is none", { ChecksumCRC32: "x" }, "InvalidRequest"],
  ["a key that is too long", { Key: "a".repeat(1025) }, "KeyTooLongError"],
  ["a key of too many bytes", { Key: "ü".repeat(513) }, "KeyTooLongError"],
  ["a lock", { ObjectLockMode: "COMPLIANCE" }, "NotImplemented"],
  [
    "a key of its own to encrypt with",
    { SSECustomerAlgorithm: "AES256", SSECustomerKey: "x".repeat(32) },
    "NotImplemented",
  ],
  ["11 tags", { Tagging: Array.from({ length: 11 }, (_, index) => `t${index}=x`).join("&") }, "InvalidTag"],
  ["a tag of AWS", { Tagging: "aws%3Aa=b" }, "InvalidTag"],
  ["a tag twice", { Tagging: "a=1&a=2" }, "InvalidTag"],
  ["a bucket that is not there", { Bucket: "nowhere" }, "NoSuchBucket"],
])("refuses an object with %s", async (_, input, code) => {
  await expect(put({ Key: "refused", ...input })).rejects.toMatchObject({ name: code });
  await expect(get({ Key: "refused" })).rejects.toMatchObject({ name: "NoSuchKey" });
});

test.each([
  "../../x",
  "/leading",
  "a//b",
  ".",
  "..",
  "./a",
  "a/../b",
  "a b+c%20d",
  "ümläut/日本/🥐",
  "a?b#c&d=e",
  "a\\b",
  "x".repeat(1024),
  "a/",
  "line\nbreak",
  "quote'\"<>&",
  "!'()*~-_.",
  "%2F",
  "sub/%2e%2e/key",
  "tab\t",
])("the key %j is only a name", async (key) => {
  await put({ Key: key, Body: key });
  expect(await text({ Key: key })).toBe(key);
  const source = `${Bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: "copied", CopySource: source }));
  expect(await text({ Key: "copied" })).toBe(key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
  await expect(get({ Key: key })).rejects.toMatchObject({ name: "NoSuchKey" });
});

describe("a copy", () => {
  beforeAll(() =>
    put({
      Key: "source",
      ContentType: "text/csv",
      Metadata: { a: "1" },
      Tagging: "a=1",
      CacheControl: "no-store",
    }),
  );
  const copy = (input: object = {}) =>
    s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/source`, ...input }));
  const about = async () => {
    const { ContentType, Metadata, CacheControl } = await s3.send(
      new HeadObjectCommand({ Bucket, Key: "copy" }),
    );
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "copy" }));
    return { ContentType, Metadata, CacheControl, TagSet };
  };

  test("takes everything along", async () => {
    const { CopyObjectResult } = await copy();
    expect(CopyObjectResult?.ETag).toBe(ETag);
    const TagSet = [{ Key: "a", Value: "1" }];
    expect(await about()).toEqual({
      ContentType: "text/csv",
      Metadata: { a: "1" },
      CacheControl: "no-store",
      TagSet,
    });
  });
  test("replaces what it is told to", async () => {
    await copy({
      MetadataDirective: "REPLACE",
      Metadata: { b: "2" },
      TaggingDirective: "REPLACE",
      Tagging: "b=2",
    });
    expect(await about()).toMatchObject({
      Metadata: { b: "2" },
      CacheControl: undefined,
      TagSet: [{ Key: "b", Value: "2" }],
    });
  });
  test.each<[string, object, string]>([
    ["onto itself", { Key: "source" }, "InvalidRequest"],
    ["of what is not there", { CopySource: `${Bucket}/missing` }, "NoSuchKey"],
    ["from nowhere", { CopySource: "nowhere/source" }, "NoSuchBucket"],
    ["of no object", { CopySource: "source" }, "InvalidArgument"],
    ["of another", { CopySourceIfMatch: '"other"' }, "PreconditionFailed"],
    ["of what it has", { CopySourceIfNoneMatch: "*" }, "PreconditionFailed"],
    ["over what must not be there", { IfNoneMatch: "*" }, "PreconditionFailed"],
  ])("is refused %s", async (_, input, code) => {
    await copy();
    await expect(copy(input)).rejects.toMatchObject({ name: code });
  });
  test("onto itself changes what is said of it", async () => {
    await copy({ Key: "source", MetadataDirective: "REPLACE", Metadata: { c: "3" } });
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "source" }))).toMatchObject({
      Metadata: { c: "3" },
    });
    expect(await text({ Key: "source" })).toBe("0123456789");
  });
});

test("tags are set, read and taken away", async () => {
  const TagSet = [{ Key: "state", Value: "new" }];
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
  expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual(TagSet);
  expect((await get()).TagCount).toBe(1);
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
  expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([]);
});

test("tells the attributes that are asked for", async () => {
  await put();
  const ask = (...ObjectAttributes: ("ETag" | "Checksum" | "ObjectSize")[]) =>
    s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes }));
  const { $metadata: _, ...answer } = await ask("ETag", "ObjectSize");
  expect(answer).toEqual({ ETag: ETag.replaceAll('"', ""), ObjectSize: 10, LastModified: expect.any(Date) });
  await expect(ask("Colour" as never)).rejects.toMatchObject({ name: "InvalidArgument" });
});

test("nothing is left of the bytes of what is overwritten or deleted", async () => {
  const { readdir } = await import("node:fs/promises");
  // What earlier tests deleted may be going still.
  const before = new Set(await readdir(`${local.cloud.localFolder}/s3`));
  const held = async () =>
    (await readdir(`${local.cloud.localFolder}/s3`)).filter((file) => !before.has(file)).length;
  await put({ Key: "a" });
  await s3.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
  await expect.poll(held).toBe(1);
  await put({ Key: "a", Body: "other" });
  await expect.poll(held).toBe(2);
  for (const key of ["a", "b"]) await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
  await expect.poll(held).toBe(0);
});
