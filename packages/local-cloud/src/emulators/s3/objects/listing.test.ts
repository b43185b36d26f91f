import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const Bucket = "many";
const keys = ["a", "a/b", "a/b/1", "a/b/2", "a/c", "b c", "ü", "\uFF5E", "🥐"];
let local: LocalS3;
let s3: S3Client;

beforeAll(async () => {
  local = await startS3();
  ({ s3 } = local);
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});
afterAll(() => local.stop());

const list = async (input: Partial<ListObjectsV2CommandInput> = {}) => {
  const answer = await s3.send(new ListObjectsV2Command({ Bucket, ...input }));
  const { Contents = [], CommonPrefixes = [] } = answer;
  return {
    ...answer,
    keys: Contents.map(({ Key }) => Key),
    prefixes: CommonPrefixes.map(({ Prefix }) => Prefix),
  };
};

test.each<[Partial<ListObjectsV2CommandInput>, string[], string[]]>([
  // By the bytes of UTF-8, in which a croissant is the last.
  [{}, keys, []],
  [{ Prefix: "a/" }, ["a/b", "a/b/1", "a/b/2", "a/c"], []],
  [{ Prefix: "a/b" }, ["a/b", "a/b/1", "a/b/2"], []],
  [{ Delimiter: "/" }, ["a", "b c", "ü", "\uFF5E", "🥐"], ["a/"]],
  [{ Prefix: "a/", Delimiter: "/" }, ["a/b", "a/c"], ["a/b/"]],
  [{ Prefix: "a/b/", Delimiter: "/" }, ["a/b/1", "a/b/2"], []],
  [{ Delimiter: "b" }, ["a", "a/c", "ü", "\uFF5E", "🥐"], ["a/b", "b"]],
  [{ StartAfter: "a/b/1" }, keys.slice(3), []],
  [{ StartAfter: "a/b/zz" }, keys.slice(4), []],
  [{ StartAfter: "a/", Delimiter: "/" }, ["b c", "ü", "\uFF5E", "🥐"], []],
  [{ Prefix: "nothing" }, [], []],
  [{ MaxKeys: 0 }, [], []],
  [{ EncodingType: "url", Prefix: "b" }, ["b+c"], []],
  [{ EncodingType: "url", Prefix: "ü" }, ["%C3%BC"], []],
])("lists %j", async (input, expected, prefixes) => {
  const found = await list(input);
  expect([found.keys, found.prefixes]).toEqual([expected, prefixes]);
  expect(found.KeyCount).toBe(expected.length + prefixes.length);
});

test.each([1, 2, 3, 4])("in pages of %i is what it is at once, without a page twice", async (pageSize) => {
  for (const Delimiter of [undefined, "/", "b"]) {
    const whole = await list({ Delimiter });
    const found: (string | undefined)[] = [];
    const prefixes: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket, Delimiter })) {
      expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBeLessThanOrEqual(pageSize);
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    }
    expect([found, prefixes]).toEqual([whole.keys, whole.prefixes]);
  }
});

test("goes on in version 1 with a marker, too", async () => {
  const page = (Marker?: string) =>
    s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2, Marker }));
  const first = await page();
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: "a/", CommonPrefixes: [{ Prefix: "a/" }] });
  const second = await page(first.NextMarker);
  expect(second.Contents?.map(({ Key }) => Key)).toEqual(["b c", "ü"]);
  // Without a delimiter the last key is the marker.
  expect((await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }))).NextMarker).toBeUndefined();
});

test.each<[string, Partial<ListObjectsV2CommandInput>, string]>([
  ["a token that is none", { ContinuationToken: "x" }, "InvalidArgument"],
  ["another encoding", { EncodingType: "base64" as never }, "InvalidArgument"],
  ["too few keys", { MaxKeys: -1 }, "InvalidArgument"],
  ["a bucket that is not there", { Bucket: "nowhere" }, "NoSuchBucket"],
])("refuses %s", async (_, input, code) => {
  await expect(list(input)).rejects.toMatchObject({ name: code });
});

describe("with versions", () => {
  const bucket = { Bucket: "versions" };
  const put = async (Key: string, Body: string) =>
    (await s3.send(new PutObjectCommand({ ...bucket, Key, Body }))).VersionId;
  const remove = (Key: string, VersionId?: string) =>
    s3.send(new DeleteObjectCommand({ ...bucket, Key, VersionId }));
  const text = async (Key: string, VersionId?: string) =>
    (await s3.send(new GetObjectCommand({ ...bucket, Key, VersionId }))).Body!.transformToString();
  const versions = async (input: Partial<ListObjectVersionsCommandInput> = {}) => {
    const answer = await s3.send(new ListObjectVersionsCommand({ ...bucket, ...input }));
    const { Versions = [], DeleteMarkers = [] } = answer;
    const shown = ({ Key, VersionId, IsLatest }: (typeof DeleteMarkers)[number]) =>
      `${Key} ${VersionId} ${IsLatest}`;
    return { ...answer, versions: Versions.map(shown), markers: DeleteMarkers.map(shown) };
  };
  const set = (Status: "Enabled" | "Suspended") =>
    s3.send(new PutBucketVersioningCommand({ ...bucket, VersioningConfiguration: { Status } }));
  let first: string;
  let second: string;

  test("keeps what was there before as the version null, and every later one", async () => {
    await s3.send(new CreateBucketCommand(bucket));
    expect(await put("k", "before")).toBeUndefined();
    await set("Enabled");
    first = (await put("k", "first"))!;
    second = (await put("k", "second"))!;
    expect(await Promise.all([text("k"), text("k", first), text("k", "null")])).toEqual([
      "second",
      "first",
      "before",
    ]);
    expect((await versions()).versions).toEqual([`k ${second} true`, `k ${first} false`, "k null false"]);
  });

  test("marks as deleted, and takes the mark away", async () => {
    const { DeleteMarker, VersionId } = await remove("k");
    expect(DeleteMarker).toBe(true);
    await expect(text("k")).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(text("k", VersionId)).rejects.toMatchObject({ name: "MethodNotAllowed" });
    expect(await text("k", second)).toBe("second");
    expect((await versions()).markers).toEqual([`k ${VersionId} true`]);
    expect(await remove("k", VersionId)).toMatchObject({ DeleteMarker: true, VersionId });
    expect(await text("k")).toBe("second");
  });

  test("deletes a version for good, and the one before is the newest again", async () => {
    await remove("k", second);
    expect(await text("k")).toBe("first");
    await expect(text("k", second)).rejects.toMatchObject({ name: "NoSuchVersion" });
  });

  test("suspended, writes over the version null alone", async () => {
    await set("Suspended");
    expect(await put("k", "null again")).toBe("null");
    expect((await versions()).versions).toEqual(["k null true", `k ${first} false`]);
    expect(await remove("k")).toMatchObject({ DeleteMarker: true, VersionId: "null" });
    expect(await versions()).toMatchObject({ versions: [`k ${first} false`], markers: ["k null true"] });
  });

  test("lists them in pages", async () => {
    await set("Enabled");
    await put("l", "1");
    await put("l", "2");
    const whole = await versions();
    const found: string[] = [];
    for (let at: Partial<ListObjectVersionsCommandInput> = {}; ; ) {
      const page = await versions({ MaxKeys: 1, ...at });
      found.push(...page.versions, ...page.markers);
      if (!page.IsTruncated) break;
      at = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(found.toSorted()).toEqual([...whole.versions, ...whole.markers].toSorted());
    await expect(versions({ VersionIdMarker: first })).rejects.toMatchObject({ name: "InvalidArgument" });
  });
});
