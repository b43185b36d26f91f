import { z } from "zod";
import { type ChecksumMembers, checksumMember, givenChecksum } from "../checksums.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import { ObjectContent } from "../store/content.ts";
import type { UploadedPart } from "../store/model.ts";
import { checkCopySource } from "./conditions.ts";
import { sourceOf } from "./copy.ts";
import { secondOf, versionIdOf } from "./put.ts";
import { readRange } from "./range.ts";
import { receive } from "./receive.ts";
import { ofUpload, uploadOf } from "./upload.ts";

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
const SMALLEST_RANGED_SOURCE = 5 * 1024 * 1024;

export const partOperations = (s3: S3) => {
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
    const part: UploadedPart = {
      number: sent.PartNumber,
      segments,
      size,
      etag: md5,
      checksum,
      modified: secondOf(cloud.clock.now()),
    };
    buckets.addPart(upload, part);
    return part;
  };

  return {
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
  };
};
