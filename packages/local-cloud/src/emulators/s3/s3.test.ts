import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalS3, startS3 } from "./s3.fixture.ts";

let local: LocalS3;
const Bucket = "bread";
beforeAll(async () => {
  local = await startS3();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => local.stop());

test("puts, reads, lists and deletes an object", async () => {
  const { s3 } = local;
  const Key = "menu/ürst & <second> file.csv";
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: "rye;2.50\n",
      ContentType: "text/csv",
      Metadata: { Store: "süd" },
    }),
  );
  expect(put).toMatchObject({ ETag: '"053ecdf0505fd8b600bc0577c5e902c5"', ServerSideEncryption: "AES256" });
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body!.transformToString()).toBe("rye;2.50\n");
  expect(got).toMatchObject({
    ContentType: "text/csv",
    ContentLength: 9, // As S3 answers what is not ASCII.
    Metadata: { store: "=?UTF-8?B?c8O8ZA==?=" },
  });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ContentLength: 9, ETag: put.ETag });
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "menu/" }));
  expect(listed.Contents).toMatchObject([{ Key, Size: 9, ETag: put.ETag }]);
  await s3.send(
    new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
  );
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toMatchObject([{ Name: Bucket }]);
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: "NoSuchKey" });
  const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "copy" }] } }));
  expect(deleted.Deleted).toEqual([{ Key: "copy" }]);
});

test("takes an object in parts", async () => {
  const { s3 } = local;
  const Key = "large";
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const bytes = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")];
  const Parts = [];
  for (const [index, Body] of bytes.entries()) {
    const PartNumber = index + 1;
    const { ETag, ChecksumCRC32 } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    Parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }
  const done = await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=-5" }));
  expect(await got.Body!.transformToString()).toBe("aaend");
  expect(got.ContentRange).toBe("bytes 5242878-5242882/5242883");
});
