import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import {
  type Checksum,
  type ChecksumMembers,
  checksumMember,
  checksumMismatch,
  givenChecksum,
} from "../checksums.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { checkKey } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import { ObjectContent } from "../store/content.ts";
import type { Upload, UploadedPart } from "../store/model.ts";
import { assemble, wantedParts } from "./assemble.ts";
import { checkCopySource } from "./conditions.ts";
import { sourceOf } from "./copy.ts";
import { ownerOf } from "./list.ts";
import { listUploads } from "./list-uploads.ts";
import { checkAcl, commit, describedOf, secondOf, versionIdOf } from "./put.ts";
import { readRange } from "./range.ts";
import { receive } from "./receive.ts";
import { readTagging } from "./tags.ts";

const checksumType = z.enum(["COMPOSITE", "FULL_OBJECT"]).optional();
const create = z.strictObject({
  ...inputs.object,
  ...inputs.described,
  ChecksumAlgorithm: inputs.checksums.ChecksumAlgorithm,
  ChecksumType: checksumType,
});
const ofUpload = { ...inputs.object, UploadId: z.string() };
const partNumber = z.coerce
  .number()
  .int()
  .min(1)
  .max(10_000, { error: "Part number must be an integer between 1 and 10000, inclusive" });
const uploadPart = z.strictObject({
  ...ofUpload,
  ...inputs.checksums,
  PartNumber: partNumber,
  Body: z.unknown(),
  ContentLength: inputs.number,
  ContentMD5: inputs.text,
  ContentType: inputs.text,
  ContentEncoding: inputs.text,
});
const partCopy = z.strictObject({
  ...ofUpload,
  PartNumber: partNumber,
  CopySource: z.string(),
  CopySourceRange: inputs.text,
  CopySourceIfMatch: inputs.text,
  CopySourceIfNoneMatch: inputs.text,
  CopySourceIfModifiedSince: inputs.date,
  CopySourceIfUnmodifiedSince: inputs.date,
});
const complete = z.strictObject({
  ...ofUpload,
  ...inputs.checksums,
  ChecksumType: checksumType,
  MpuObjectSize: z.coerce.number().int().optional(),
  MultipartUpload: z.unknown(),
  IfMatch: inputs.text,
  IfNoneMatch: inputs.text,
});
const listParts = z.strictObject({
  ...ofUpload,
  MaxParts: z.coerce.number().int().min(0).default(1000),
  PartNumberMarker: z.coerce.number().int().min(0).default(0),
});

type Algorithm = Checksum["algorithm"];
const typeOf = (algorithm: Algorithm | undefined, type: Checksum["type"] | undefined) => {
  if (algorithm === undefined) return undefined;
  const isHash = algorithm.startsWith("SHA");
  if ((isHash && type === "FULL_OBJECT") || (algorithm === "CRC64NVME" && type === "COMPOSITE"))
    throw s3Error(
      "InvalidRequest",
      {},
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return type ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
};

const uploadOf = (bucket: Bucket, { Key, UploadId }: { Key: string; UploadId: string }): Upload => {
  const upload = bucket.uploads.get(UploadId);
  if (upload?.key !== Key) throw s3Error("NoSuchUpload", { UploadId });
  return upload;
};

const SMALLEST_RANGED_SOURCE = 5 * 1024 * 1024;

export const abort = ({ files }: Pick<S3, "files">, bucket: Bucket, upload: Upload): void => {
  bucket.uploads.delete(upload.id);
  for (const { segments } of upload.parts.values()) files.release(segments);
};

/** Uploads in parts. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const multipartOperations = (s3: S3) => {
  const { buckets, cloud, files } = s3;

  const addPart = async (
    bucket: Bucket,
    sent: { Key: string; UploadId: string; PartNumber: number; Body?: unknown } & ChecksumMembers,
  ): Promise<UploadedPart> => {
    const { checksumAlgorithm } = uploadOf(bucket, sent);
    const given = givenChecksum(sent);
    if (given && checksumAlgorithm && given.algorithm !== checksumAlgorithm)
      throw s3Error(
        "InvalidRequest",
        {},
        `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, actual checksum Type: ${given.algorithm.toLowerCase()}`,
      );
    const { segments, size, md5, checksum } = await receive(s3, sent, {
      fallback: checksumAlgorithm ?? "CRC64NVME",
    });
    // It may have been completed or aborted meanwhile.
    const upload = bucket.uploads.get(sent.UploadId);
    if (!upload) {
      files.release(segments);
      throw s3Error("NoSuchUpload", { UploadId: sent.UploadId });
    }
    const former = upload.parts.get(sent.PartNumber);
    const part: UploadedPart = {
      number: sent.PartNumber,
      segments,
      size,
      etag: md5,
      checksum,
      modified: secondOf(cloud.clock.now()),
    };
    upload.parts.set(sent.PartNumber, part);
    if (former) files.release(former.segments);
    return part;
  };

  return {
    ListMultipartUploads: (input: unknown) => listUploads(s3, input),
    CreateMultipartUpload(input: unknown) {
      const sent = inputs.parse(create, input);
      const bucket = buckets.get(sent.Bucket);
      checkKey(sent.Key);
      checkAcl(bucket, sent.ACL);
      const upload: Upload = {
        id: randomBytes(48).toString("base64url"),
        key: sent.Key,
        initiated: cloud.clock.now(),
        described: describedOf(sent),
        tags: readTagging(sent.Tagging),
        checksumAlgorithm: sent.ChecksumAlgorithm,
        checksumType: typeOf(sent.ChecksumAlgorithm, sent.ChecksumType),
        parts: new Map(),
      };
      bucket.uploads.set(upload.id, upload);
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        ServerSideEncryption: "AES256" as const,
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
      };
    },
    async UploadPart(input: unknown) {
      const sent = inputs.parse(uploadPart, input);
      const { etag, checksum } = await addPart(buckets.get(sent.Bucket), sent);
      return { ETag: `"${etag}"`, ...checksumMember(checksum), ServerSideEncryption: "AES256" as const };
    },
    async UploadPartCopy(input: unknown) {
      const sent = inputs.parse(partCopy, input);
      const bucket = buckets.get(sent.Bucket);
      uploadOf(bucket, sent);
      const source = sourceOf(s3, sent.CopySource);
      checkCopySource(source.version, {
        IfMatch: sent.CopySourceIfMatch,
        IfNoneMatch: sent.CopySourceIfNoneMatch,
        IfModifiedSince: sent.CopySourceIfModifiedSince,
        IfUnmodifiedSince: sent.CopySourceIfUnmodifiedSince,
      });
      const { size, segments } = source.version;
      const header = sent.CopySourceRange;
      const range = header === undefined ? undefined : readRange(header, size);
      if (header !== undefined && !/^bytes=\d+-\d+$/.test(header))
        throw invalidArgument(
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
          "x-amz-copy-source-range",
          header,
        );
      if (header !== undefined && (!range || Number(header.split("-")[1]) >= size))
        throw invalidArgument(
          `Range specified is not valid for source object of size: ${size}`,
          "x-amz-copy-source-range",
          header,
        );
      if (header !== undefined && size <= SMALLEST_RANGED_SOURCE)
        throw s3Error(
          "InvalidRequest",
          {},
          "The specified copy source is not supported as a byte-range copy source",
        );
      const { Key, UploadId, PartNumber } = sent;
      const part = await addPart(bucket, {
        Key,
        UploadId,
        PartNumber,
        Body: new ObjectContent(files, segments, range),
      });
      return {
        CopyPartResult: {
          ETag: `"${part.etag}"`,
          LastModified: new Date(part.modified),
          ...checksumMember(part.checksum),
        },
        CopySourceVersionId: versionIdOf(source.bucket, source.version),
        ServerSideEncryption: "AES256" as const,
      };
    },
    async CompleteMultipartUpload(input: unknown, caller: Caller) {
      const sent = inputs.parse(complete, input);
      const bucket = buckets.get(sent.Bucket);
      const upload = uploadOf(bucket, sent);
      const parts = wantedParts(upload, sent.MultipartUpload);
      const size = parts.reduce((sum, part) => sum + part.size, 0);
      if (sent.MpuObjectSize !== undefined && sent.MpuObjectSize !== size)
        throw s3Error(
          "InvalidRequest",
          {},
          `The provided 'x-amz-mp-object-size' header value ${sent.MpuObjectSize} does not match what was computed: ${size}`,
        );
      const { etag, checksum } = await assemble(s3, upload, parts);
      const given = givenChecksum(sent);
      if (
        given &&
        (given.algorithm !== checksum.algorithm ||
          given.value.replace(/-\d+$/, "") !== checksum.value.replace(/-\d+$/, ""))
      )
        throw checksumMismatch(given.algorithm);
      uploadOf(bucket, sent);
      const segments = parts.flatMap((part) => part.segments);
      const { described, tags, key } = upload;
      const kept = parts.map(({ number, size: partSize, checksum: ofPart }) => ({
        number,
        size: partSize,
        checksum: ofPart,
      }));
      const version = commit(
        s3,
        bucket,
        { ...described, key, tags, segments, size, etag, checksum, parts: kept },
        { conditions: sent, event: "ObjectCreated:CompleteMultipartUpload", caller },
      );
      abort(s3, bucket, upload);
      return {
        Location: `${cloud.endpoint}/${bucket.name}/${encodeURIComponent(key)}`,
        Bucket: bucket.name,
        Key: key,
        ETag: `"${etag}"`,
        ...checksumMember(checksum),
        ChecksumType: checksum.type,
        ServerSideEncryption: "AES256" as const,
        VersionId: versionIdOf(bucket, version),
      };
    },
    AbortMultipartUpload(input: unknown) {
      const schema = z.strictObject({ ...ofUpload, IfMatchInitiatedTime: z.unknown().optional() });
      const sent = inputs.parse(schema, input);
      const bucket = buckets.get(sent.Bucket);
      abort(s3, bucket, uploadOf(bucket, sent));
      return {};
    },
    ListParts(input: unknown) {
      const sent = inputs.parse(listParts, input);
      const bucket = buckets.get(sent.Bucket);
      const upload = uploadOf(bucket, sent);
      const most = Math.min(sent.MaxParts, 1000);
      const rest = [...upload.parts.values()]
        .filter(({ number }) => number > sent.PartNumberMarker)
        .sort((a, b) => a.number - b.number);
      const page = rest.slice(0, most);
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        PartNumberMarker: String(sent.PartNumberMarker),
        NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
        MaxParts: most,
        IsTruncated: rest.length > page.length && most > 0,
        Parts: page.map(({ number, modified, etag, size, checksum }) => ({
          PartNumber: number,
          LastModified: new Date(modified),
          ETag: `"${etag}"`,
          Size: size,
          ...checksumMember(checksum),
        })),
        Initiator: ownerOf(s3),
        Owner: ownerOf(s3),
        StorageClass: upload.described.StorageClass as "STANDARD",
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
      };
    },
  };
};
