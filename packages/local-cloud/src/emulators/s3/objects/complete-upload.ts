import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import { checksumMember, checksumMismatch, givenChecksum } from "../checksums.ts";
import { s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import { assemble, wantedParts } from "./assemble.ts";
import { commit, versionIdOf } from "./put.ts";
import { checksumType, ofUpload, uploadOf } from "./upload.ts";

const complete = z.strictObject({
  ...ofUpload,
  ...inputs.checksums,
  ChecksumType: checksumType,
  MpuObjectSize: z.coerce.number().int().optional(),
  MultipartUpload: z.unknown(),
  IfMatch: inputs.text,
  IfNoneMatch: inputs.text,
});
export const completeOperations = (s3: S3) => {
  const { buckets, cloud } = s3;
  return {
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
      buckets.removeUpload(bucket, upload);
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
  };
};
