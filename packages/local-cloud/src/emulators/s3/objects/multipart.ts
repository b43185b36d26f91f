import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Checksum } from "../checksums.ts";
import { s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { checkKey } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Upload } from "../store/model.ts";
import { completeOperations } from "./complete-upload.ts";
import { listPartsOperations } from "./list-parts.ts";
import { listUploads } from "./list-uploads.ts";
import { checkAcl, describedOf } from "./put.ts";
import { readTagging } from "./tags.ts";
import { checksumType, ofUpload, uploadOf } from "./upload.ts";
import { partOperations } from "./upload-part.ts";

const create = z.strictObject({
  ...inputs.object,
  ...inputs.described,
  ChecksumAlgorithm: inputs.checksums.ChecksumAlgorithm,
  ChecksumType: checksumType,
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

/** Uploads in parts. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const multipartOperations = (s3: S3) => {
  const { buckets, cloud } = s3;
  return {
    ...partOperations(s3),
    ...completeOperations(s3),
    ...listPartsOperations(s3),
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
      buckets.addUpload(bucket, upload);
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        ServerSideEncryption: "AES256" as const,
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
      };
    },
    AbortMultipartUpload(input: unknown) {
      const schema = z.strictObject({ ...ofUpload, IfMatchInitiatedTime: z.unknown().optional() });
      const sent = inputs.parse(schema, input);
      const bucket = buckets.get(sent.Bucket);
      buckets.removeUpload(bucket, uploadOf(bucket, sent));
      return {};
    },
  };
};
