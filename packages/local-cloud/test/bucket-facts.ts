import { randomUUID } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Where the facts are asked for: here or on AWS. */
export interface BucketPlace {
  readonly s3: S3Client;
  stop(): Promise<void>;
}

/** What S3's documentation leaves open: the same questions to the emulator and, on a stage, to AWS. */
export const describeBucketFacts = (name: string, skip: boolean, connect: () => Promise<BucketPlace>) =>
  describe.skipIf(skip)(name, () => {
    const Bucket = `bucket-facts-${randomUUID()}`;
    let place: BucketPlace;
    beforeAll(async () => {
      place = await connect();
      const LocationConstraint = (await place.s3.config.region()) as "eu-west-1";
      await place.s3.send(
        new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
      );
    });
    afterAll(async () => {
      const { Contents = [] } = await place.s3.send(new ListObjectsV2Command({ Bucket }));
      const Objects = Contents.map(({ Key }) => ({ Key }));
      if (Objects.length > 0) await place.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      await place.s3.send(new DeleteBucketCommand({ Bucket }));
      await place.stop();
    });

    const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
      place.s3.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789", ...input }));
    const answerTo = async (url: string, init?: RequestInit) => {
      const answer = await fetch(url, init);
      return { status: answer.status, text: await answer.text() };
    };

    test("a common prefix is listed when a later key of it is, whatever the list starts after", async () => {
      for (const key of ["a/1", "a/2", "b"]) await put(`group/${key}`);
      const list = async (StartAfter: string) => {
        const page = await place.s3.send(
          new ListObjectsV2Command({ Bucket, Prefix: "group/", Delimiter: "/", StartAfter }),
        );
        return (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix);
      };
      expect(await list("group/a/1")).toEqual(["group/a/"]);
      expect(await list("group/a/")).toEqual([]);
    });

    test("keys in lists have their spaces as plus signs when they are encoded", async () => {
      await put("encoded/a b+c/ü");
      const { Contents } = await place.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: "encoded/", EncodingType: "url" }),
      );
      expect(Contents?.[0]?.Key).toBe("encoded/a+b%2Bc/%C3%BC");
    });

    test("metadata that is not ASCII comes back encoded", async () => {
      await put("metadata", { Metadata: { by: "Jörg" } });
      const { Metadata } = await place.s3.send(new HeadObjectCommand({ Bucket, Key: "metadata" }));
      expect(Metadata?.by).toBe("=?UTF-8?B?SsO2cmc=?=");
    });

    test("several ranges at once, or one that runs backwards, are all of the object", async () => {
      await put("ranges");
      for (const Range of ["bytes=0-1,3-4", "bytes=4-2"]) {
        const got = await place.s3.send(new GetObjectCommand({ Bucket, Key: "ranges", Range }));
        expect([got.$metadata.httpStatusCode, await got.Body!.transformToString()]).toEqual([
          200,
          "0123456789",
        ]);
      }
      const none = place.s3.send(new GetObjectCommand({ Bucket, Key: "ranges", Range: "bytes=-0" }));
      await expect(none).rejects.toMatchObject({ name: "InvalidRange" });
    });

    test("a write may be on condition of no tag, but of no tag in particular", async () => {
      await expect(put("ranges", { IfNoneMatch: '"other"' })).rejects.toMatchObject({
        name: "NotImplemented",
      });
      await expect(put("missing", { IfMatch: '"other"' })).rejects.toMatchObject({ name: "NoSuchKey" });
    });

    test("an access list of the owner's own is taken where lists are off", async () => {
      await put("owned", { ACL: "private" });
      await expect(put("owned", { ACL: "public-read" })).rejects.toMatchObject({
        name: "AccessControlListNotSupported",
      });
    });

    test("an upload that is completed cannot be completed again", async () => {
      const object = { Bucket, Key: "completed" };
      const { UploadId } = await place.s3.send(new CreateMultipartUploadCommand(object));
      const { ETag } = await place.s3.send(
        new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: "x" }),
      );
      const complete = () =>
        place.s3.send(
          new CompleteMultipartUploadCommand({
            ...object,
            UploadId,
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
          }),
        );
      await complete();
      await expect(complete()).rejects.toMatchObject({ name: "NoSuchUpload" });
    });

    test("what a presigned URL of another time, or of another method, answers", async () => {
      const url = await getSignedUrl(place.s3, new GetObjectCommand({ Bucket, Key: "ranges" }), {
        expiresIn: 60,
      });
      expect((await answerTo(url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))).text).toContain(
        "<Code>SignatureDoesNotMatch</Code>",
      );
      expect((await answerTo(url, { method: "DELETE" })).status).toBe(403);
      const long = await answerTo(url.replace("X-Amz-Expires=60", "X-Amz-Expires=604801"));
      expect(long).toMatchObject({
        status: 400,
        text: expect.stringContaining("AuthorizationQueryParametersError"),
      });
    });

    test("what a form that breaks its policy answers", async () => {
      const { url, fields } = await createPresignedPost(place.s3, {
        Bucket,
        Key: "form",
        Conditions: [["content-length-range", 2, 4]],
        Expires: 60,
      });
      const send = (content: string, more: Record<string, string> = {}) => {
        const form = new FormData();
        for (const [field, value] of Object.entries({ ...fields, ...more })) form.append(field, value);
        form.append("file", new Blob([content]));
        return answerTo(url, { method: "POST", body: form });
      };
      expect(await send("x")).toMatchObject({
        status: 400,
        text: expect.stringContaining("<Code>EntityTooSmall</Code>"),
      });
      expect(await send("12345")).toMatchObject({
        status: 400,
        text: expect.stringContaining("<Code>EntityTooLarge</Code>"),
      });
      expect(await send("123", { "x-amz-meta-a": "1" })).toMatchObject({
        status: 403,
        text: expect.stringContaining("Extra input fields: x-amz-meta-a"),
      });
      expect(await send("123", { key: "other" })).toMatchObject({
        status: 403,
        text: expect.stringMatching(
          /Invalid according to Policy: Policy Condition failed: \["eq", "\$key", "form"\]|&quot;/,
        ),
      });
    });
  });
