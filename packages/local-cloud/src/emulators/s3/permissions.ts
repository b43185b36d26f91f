import { z } from "zod";
import type { Permission } from "../../core/cloud.ts";
import { bucketArn, objectArn } from "./names.ts";
import { readCopySource } from "./objects/copy-source.ts";

const named = z.object({
  Bucket: z.string().optional(),
  Key: z.string().optional(),
  VersionId: z.string().optional(),
  Tagging: z.string().optional(),
  TaggingDirective: z.string().optional(),
  CopySource: z.string().optional(),
  Prefix: z.string().optional(),
  Delimiter: z.string().optional(),
  MaxKeys: z.union([z.number(), z.string()]).optional(),
});
type Named = z.output<typeof named>;

const OF_BUCKET: Readonly<Record<string, string>> = {
  CreateBucket: "s3:CreateBucket",
  HeadBucket: "s3:ListBucket",
  DeleteBucket: "s3:DeleteBucket",
  ListObjects: "s3:ListBucket",
  ListObjectsV2: "s3:ListBucket",
  ListObjectVersions: "s3:ListBucketVersions",
  ListMultipartUploads: "s3:ListBucketMultipartUploads",
  GetBucketLocation: "s3:GetBucketLocation",
  PutBucketCors: "s3:PutBucketCORS",
  GetBucketCors: "s3:GetBucketCORS",
  DeleteBucketCors: "s3:PutBucketCORS",
  PutBucketLifecycleConfiguration: "s3:PutLifecycleConfiguration",
  GetBucketLifecycleConfiguration: "s3:GetLifecycleConfiguration",
  DeleteBucketLifecycle: "s3:PutLifecycleConfiguration",
  PutPublicAccessBlock: "s3:PutBucketPublicAccessBlock",
  GetPublicAccessBlock: "s3:GetBucketPublicAccessBlock",
  DeletePublicAccessBlock: "s3:PutBucketPublicAccessBlock",
  PutBucketEncryption: "s3:PutEncryptionConfiguration",
  GetBucketEncryption: "s3:GetEncryptionConfiguration",
  DeleteBucketEncryption: "s3:PutEncryptionConfiguration",
  PutBucketNotificationConfiguration: "s3:PutBucketNotification",
  GetBucketNotificationConfiguration: "s3:GetBucketNotification",
  DeleteBucketTagging: "s3:PutBucketTagging",
  DeleteBucketOwnershipControls: "s3:PutBucketOwnershipControls",
};

const OF_OBJECT: Readonly<Record<string, readonly [action: string, ofVersion?: string]>> = {
  PutObject: ["s3:PutObject"],
  GetObject: ["s3:GetObject", "s3:GetObjectVersion"],
  HeadObject: ["s3:GetObject", "s3:GetObjectVersion"],
  GetObjectAttributes: ["s3:GetObject", "s3:GetObjectVersion"],
  DeleteObject: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  GetObjectAcl: ["s3:GetObjectAcl", "s3:GetObjectVersionAcl"],
  PutObjectAcl: ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
  GetObjectTagging: ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
  PutObjectTagging: ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"],
  DeleteObjectTagging: ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"],
  CopyObject: ["s3:PutObject"],
  CreateMultipartUpload: ["s3:PutObject"],
  UploadPart: ["s3:PutObject"],
  UploadPartCopy: ["s3:PutObject"],
  CompleteMultipartUpload: ["s3:PutObject"],
  AbortMultipartUpload: ["s3:AbortMultipartUpload"],
  ListParts: ["s3:ListMultipartUploadParts"],
};

const sourceOf = ({ CopySource }: Named): Permission[] => {
  const source = CopySource === undefined ? undefined : readCopySource(CopySource);
  if (!source) return [];
  const action = source.versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return [{ action, resource: objectArn(source.bucket, source.key) }];
};

const listing = ({ Prefix = "", Delimiter, MaxKeys }: Named): Record<string, string> => ({
  "s3:prefix": Prefix,
  ...(Delimiter === undefined ? {} : { "s3:delimiter": Delimiter }),
  ...(MaxKeys === undefined ? {} : { "s3:max-keys": String(MaxKeys) }),
});

/**
 * Actions and resources that an operation needs; the operation itself refuses what is no input.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const permissionsOf = (operation: string, input: unknown): readonly Permission[] => {
  const sent = named.safeParse(input).data ?? {};
  const { Bucket = "*", Key = "*" } = sent;
  if (operation === "ListBuckets") return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
  // Each object is checked for itself, and answered so.
  if (operation === "DeleteObjects") return [];
  const ofObject = OF_OBJECT[operation];
  if (!ofObject) {
    const action = OF_BUCKET[operation] ?? `s3:${operation}`;
    const context = operation.startsWith("ListObject") ? listing(sent) : undefined;
    return [{ action, resource: bucketArn(Bucket), ...(context ? { context } : {}) }];
  }
  const [action, ofVersion] = ofObject;
  const resource = objectArn(Bucket, Key);
  const needed: Permission[] = [
    { action: sent.VersionId === undefined ? action : (ofVersion ?? action), resource },
  ];
  const setsTags = sent.Tagging !== undefined && sent.Tagging !== "" && action === "s3:PutObject";
  if (setsTags) needed.push({ action: "s3:PutObjectTagging", resource });
  return [...needed, ...sourceOf(sent)];
};
