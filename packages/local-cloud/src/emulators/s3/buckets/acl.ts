import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import * as inputs from "../inputs.ts";
import { seenBy } from "../objects/get.ts";
import { ownerOf } from "../objects/list.ts";
import { checkAcl } from "../objects/put.ts";
import type { S3 } from "../s3.ts";

const put = {
  ACL: z.string().default("given in a document"),
  AccessControlPolicy: z.unknown().optional(),
  ContentMD5: inputs.text,
  ...inputs.checksums,
};

/** Lists of access: there is the one that every bucket and object has, and no other can be set. */
export const aclOperations = (s3: S3) => {
  const ofOwner = () => {
    const Owner = ownerOf(s3);
    return {
      Owner,
      Grants: [
        { Grantee: { ...Owner, Type: "CanonicalUser" as const }, Permission: "FULL_CONTROL" as const },
      ],
    };
  };
  return {
    GetBucketAcl(input: unknown) {
      s3.buckets.get(inputs.parse(z.strictObject(inputs.bucket), input).Bucket);
      return ofOwner();
    },
    GetObjectAcl(input: unknown, caller: Caller) {
      const sent = inputs.parse(z.strictObject({ ...inputs.object, VersionId: inputs.text }), input);
      seenBy(s3, caller, s3.buckets.get(sent.Bucket), sent);
      return ofOwner();
    },
    PutBucketAcl(input: unknown) {
      const sent = inputs.parse(z.strictObject({ ...inputs.bucket, ...put }), input);
      checkAcl(s3.buckets.get(sent.Bucket), sent.ACL);
      return {};
    },
    PutObjectAcl(input: unknown, caller: Caller) {
      const sent = inputs.parse(z.strictObject({ ...inputs.object, VersionId: inputs.text, ...put }), input);
      const bucket = s3.buckets.get(sent.Bucket);
      seenBy(s3, caller, bucket, sent);
      checkAcl(bucket, sent.ACL);
      return {};
    },
  };
};
