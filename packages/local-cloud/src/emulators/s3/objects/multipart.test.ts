import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalS3, startS3 } from "../s3.fixture.ts";

const MB = 1024 * 1024;
const Bucket = "parts";
const Key = "large";
const bytes = randomBytes(5 * MB);
let local: LocalS3;
let s3: S3Client;

beforeAll(async () => {
  local = await startS3();
  ({ s3 } = local);
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => local.stop());

const begin = async (input: Partial<CreateMultipartUploadCommandInput> = {}) =>
  (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId!;
const send = (UploadId: string, PartNumber: number, Body: Uint8Array | string) =>
  s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
type Parts = NonNullable<CompleteMultipartUploadCommandInput["MultipartUpload"]>["Parts"];
const complete = (UploadId: string, Parts: Parts, input: Partial<CompleteMultipartUploadCommandInput> = {}) =>
  s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }),
  );
const text = async (input: object = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...input }))).Body!.transformToString();

test("lib-storage uploads in parts, which are read one by one", async () => {
  const body = randomBytes(11 * MB + 7);
  await new Upload({
    client: s3,
    params: { Bucket, Key: "by-library", Body: body, ContentType: "text/csv" },
  }).done();
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "by-library" }));
  expect(Buffer.compare(await got.Body!.transformToByteArray(), body)).toBe(0);
  const part = await s3.send(new GetObjectCommand({ Bucket, Key: "by-library", PartNumber: 3 }));
  expect(part).toMatchObject({
    PartsCount: 3,
    ContentLength: MB + 7,
    ContentType: "text/csv",
    ContentRange: `bytes ${10 * MB}-${11 * MB + 6}/${11 * MB + 7}`,
  });
  await expect(
    s3.send(new GetObjectCommand({ Bucket, Key: "by-library", PartNumber: 4 })),
  ).rejects.toMatchObject({ name: "InvalidPartNumber" });
});

test("the tag is made of the parts' tags, and their number", async () => {
  const id = await begin();
  const parts = [await send(id, 2, bytes), await send(id, 7, "end")];
  const numbered = parts.map(({ ETag }, index) => ({ ETag, PartNumber: [2, 7][index] }));
  const { ETag } = await complete(id, numbered);
  const md5 = (data: Uint8Array | string) => createHash("md5").update(data).digest();
  expect(ETag).toBe(`"${md5(Buffer.concat([md5(bytes), md5("end")])).toString("hex")}-2"`);
  await expect(complete(id, numbered)).rejects.toMatchObject({ name: "NoSuchUpload" });
  expect(await text({ Range: "bytes=-4" })).toHaveLength(4);
});

test("a part that is sent again takes the place of the first", async () => {
  const id = await begin();
  await send(id, 1, "first");
  const { ETag } = await send(id, 1, "second");
  await complete(id, [{ PartNumber: 1, ETag }]);
  expect(await text()).toBe("second");
});

describe("refuses to complete", () => {
  const tags = { small: "", other: "" };
  let id: string;
  beforeAll(async () => {
    id = await begin();
    tags.small = (await send(id, 1, "small")).ETag!;
    tags.other = (await send(id, 2, "other")).ETag!;
  });
  test.each<[string, () => Parts, string]>([
    [
      "a part that is too small",
      () => [
        { PartNumber: 1, ETag: tags.small },
        { PartNumber: 2, ETag: tags.other },
      ],
      "EntityTooSmall",
    ],
    [
      "parts out of order",
      () => [
        { PartNumber: 2, ETag: tags.other },
        { PartNumber: 1, ETag: tags.small },
      ],
      "InvalidPartOrder",
    ],
    [
      "a part twice",
      () => [
        { PartNumber: 1, ETag: tags.small },
        { PartNumber: 1, ETag: tags.small },
      ],
      "InvalidPartOrder",
    ],
    ["a part with another tag", () => [{ PartNumber: 1, ETag: tags.other }], "InvalidPart"],
    [
      "a part with another checksum",
      () => [{ PartNumber: 1, ETag: tags.small, ChecksumCRC32: "AAAAAA==" }],
      "InvalidPart",
    ],
    ["a part that is missing", () => [{ PartNumber: 3, ETag: tags.small }], "InvalidPart"],
    ["no parts", () => [], "MalformedXML"],
  ])("%s", async (_, parts, code) => {
    await expect(complete(id, parts())).rejects.toMatchObject({ name: code });
  });
  test("with another size, or another checksum, than it says", async () => {
    const parts = [{ PartNumber: 1, ETag: tags.small }];
    await expect(complete(id, parts, { MpuObjectSize: 6 })).rejects.toMatchObject({ name: "InvalidRequest" });
  });
  test("over what must not be there", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "there" }));
    const parts = [{ PartNumber: 1, ETag: tags.small }];
    await expect(complete(id, parts, { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    expect(await text()).toBe("there");
    // The upload is still there, and may be completed otherwise.
    await complete(id, parts);
    expect(await text()).toBe("small");
  });
});

test.each([0, 10_001])("there is no part %i", async (PartNumber) => {
  const id = await begin();
  await expect(send(id, PartNumber, "x")).rejects.toMatchObject({ name: "InvalidArgument" });
});

describe("checksums of all of an object and of its parts", () => {
  test.each([
    ["CRC32", undefined, "COMPOSITE"],
    ["CRC32C", undefined, "COMPOSITE"],
    ["SHA1", undefined, "COMPOSITE"],
    ["SHA256", undefined, "COMPOSITE"],
    ["CRC64NVME", undefined, "FULL_OBJECT"],
    ["CRC32", "FULL_OBJECT", "FULL_OBJECT"],
    ["CRC32C", "FULL_OBJECT", "FULL_OBJECT"],
  ] as const)("%s, %s", async (ChecksumAlgorithm, ChecksumType, expected) => {
    const id = await begin({ ChecksumAlgorithm, ChecksumType });
    const member = `Checksum${ChecksumAlgorithm}` as const;
    const parts: NonNullable<Parts> = [];
    for (const [index, Body] of [bytes, Buffer.from("end")].entries()) {
      const PartNumber = index + 1;
      const sent = new UploadPartCommand({ Bucket, Key, UploadId: id, PartNumber, Body, ChecksumAlgorithm });
      const { ETag, [member]: checksum } = await s3.send(sent);
      parts.push({ PartNumber, ETag, [member]: checksum });
    }
    const done = await complete(id, parts);
    expect(done.ChecksumType).toBe(expected);
    if (expected === "COMPOSITE") expect(done[member]).toMatch(/-2$/);
    else {
      const whole = Buffer.concat([bytes, Buffer.from("end")]);
      const same = await s3.send(
        new PutObjectCommand({ Bucket, Key: "whole", Body: whole, ChecksumAlgorithm }),
      );
      expect(done[member]).toBe(same[member]);
    }
    const { ObjectParts } = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ObjectParts", "Checksum"] }),
    );
    expect(ObjectParts?.TotalPartsCount).toBe(2);
    expect(ObjectParts?.Parts?.length ?? 0).toBe(expected === "COMPOSITE" ? 2 : 0);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    expect(head[member]).toBe(done[member]);
  });
  test.each([
    ["SHA256", "FULL_OBJECT"],
    ["CRC64NVME", "COMPOSITE"],
  ] as const)("%s is never %s", async (ChecksumAlgorithm, ChecksumType) => {
    await expect(begin({ ChecksumAlgorithm, ChecksumType })).rejects.toMatchObject({
      name: "InvalidRequest",
    });
  });
  test("a part of another kind than the upload's is refused", async () => {
    const id = await begin({ ChecksumAlgorithm: "SHA256" });
    await expect(send(id, 1, "x")).rejects.toMatchObject({ name: "InvalidRequest" });
  });
});

describe("parts that are copied", () => {
  beforeAll(() =>
    s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: Buffer.concat([bytes, bytes]) })),
  );
  const copy = (UploadId: string, CopySourceRange?: string, CopySource = `${Bucket}/source`) =>
    s3.send(new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource, CopySourceRange }));

  test("are a range of their source", async () => {
    const id = await begin();
    const { CopyPartResult } = await copy(id, "bytes=3-7");
    await complete(id, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from(await got.Body!.transformToByteArray())).toEqual(bytes.subarray(3, 8));
  });
  test.each([
    ["bytes=0-", "InvalidArgument"],
    [`bytes=0-${10 * MB}`, "InvalidArgument"],
    ["x", "InvalidArgument"],
  ])("are not of the range %s", async (range, code) => {
    await expect(copy(await begin(), range)).rejects.toMatchObject({ name: code });
  });
  test("are of no small source in part", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "little", Body: "0123456789" }));
    await expect(copy(await begin(), "bytes=0-3", `${Bucket}/little`)).rejects.toMatchObject({
      name: "InvalidRequest",
    });
  });
});

test("a copy of an object in parts is one piece", async () => {
  const id = await begin();
  const { ETag } = await send(id, 1, "one piece");
  await complete(id, [{ PartNumber: 1, ETag }]);
  const { CopyObjectResult } = await s3.send(
    new CopyObjectCommand({ Bucket, Key: "piece", CopySource: `${Bucket}/${Key}` }),
  );
  expect(CopyObjectResult?.ETag).toBe(`"${createHash("md5").update("one piece").digest("hex")}"`);
});

test("uploads and their parts are listed in pages, and gone when aborted", async () => {
  const listed = async () =>
    (await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "listed/" }))).Uploads ?? [];
  const ids: string[] = [];
  for (const key of ["listed/b", "listed/a", "listed/a"]) ids.push(await begin({ Key: key }));
  expect((await listed()).map((upload) => upload.Key)).toEqual(["listed/a", "listed/a", "listed/b"]);
  const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "listed/", MaxUploads: 1 }));
  const next = await s3.send(
    new ListMultipartUploadsCommand({
      Bucket,
      Prefix: "listed/",
      KeyMarker: page.NextKeyMarker,
      UploadIdMarker: page.NextUploadIdMarker,
    }),
  );
  expect([page.IsTruncated, page.Uploads?.length, next.Uploads?.length]).toEqual([true, 1, 2]);
  const grouped = await s3.send(
    new ListMultipartUploadsCommand({ Bucket, Prefix: "listed", Delimiter: "/" }),
  );
  expect(grouped.CommonPrefixes).toEqual([{ Prefix: "listed/" }]);

  const files = async () => (await readdir(`${local.cloud.localFolder}/s3`)).length;
  const held = await files();
  const [id] = ids as [string];
  const key = { Bucket, Key: "listed/b", UploadId: id };
  for (const PartNumber of [3, 1, 2])
    await s3.send(new UploadPartCommand({ ...key, PartNumber, Body: "part" }));
  const parts = await s3.send(new ListPartsCommand({ ...key, MaxParts: 2 }));
  expect(parts).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: "2",
    Parts: [{ PartNumber: 1, Size: 4 }, { PartNumber: 2 }],
  });
  const rest = await s3.send(new ListPartsCommand({ ...key, PartNumberMarker: parts.NextPartNumberMarker }));
  expect(rest.Parts).toMatchObject([{ PartNumber: 3 }]);
  await s3.send(new AbortMultipartUploadCommand(key));
  await expect.poll(files).toBe(held);
  await expect(s3.send(new ListPartsCommand(key))).rejects.toMatchObject({ name: "NoSuchUpload" });
  expect((await listed()).length).toBe(2);
});
