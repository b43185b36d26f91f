import { z } from "zod";
import { checksumAlgorithms } from "./checksums.ts";
import { invalidArgument, notImplemented, s3Error } from "./errors.ts";

export const text = z.string().optional();
export const number = z.number().optional();
export const date = z
  .date()
  .or(z.iso.datetime({ offset: true }).transform((value) => new Date(value)))
  .optional();

/** Members that any request may have, and that change nothing on one machine. */
export const ignored = {
  ExpectedBucketOwner: text,
  ExpectedSourceBucketOwner: text,
  RequestPayer: text,
  SkipDestinationValidation: z.boolean().optional(),
};
export const bucket = { Bucket: z.string(), ...ignored };
export const object = { ...bucket, Key: z.string() };

export const checksums = {
  ChecksumAlgorithm: z.enum(checksumAlgorithms).optional(),
  ChecksumCRC32: text,
  ChecksumCRC32C: text,
  ChecksumCRC64NVME: text,
  ChecksumSHA1: text,
  ChecksumSHA256: text,
};

export const storageClasses = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
] as const;

/** What is kept with an object. */
export const described = {
  ContentType: text,
  CacheControl: text,
  ContentDisposition: text,
  ContentEncoding: text,
  ContentLanguage: text,
  Expires: z.union([z.string(), z.date().transform((at) => at.toUTCString())]).optional(),
  WebsiteRedirectLocation: text,
  Metadata: z.record(z.string(), z.string()).optional(),
  StorageClass: z.enum(storageClasses).optional(),
  Tagging: text,
  // Access lists are off for every bucket of today; encryption is nothing that an answer's bytes show.
  ACL: text,
  ServerSideEncryption: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]).optional(),
  SSEKMSKeyId: text,
  SSEKMSEncryptionContext: text,
  BucketKeyEnabled: z.boolean().optional(),
};

export const readConditions = {
  IfMatch: text,
  IfNoneMatch: text,
  IfModifiedSince: date,
  IfUnmodifiedSince: date,
};

/**
 * The input as `schema` describes it. What AWS would call invalid is `InvalidArgument`; a member no strict schema lists
 * is not implemented, and said so.
 */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") throw notImplemented(issue.keys.join(", "));
  const member = issue?.path.map(String).join(".") ?? "";
  if (member === "StorageClass")
    throw s3Error(
      "InvalidArgument",
      { ArgumentName: "x-amz-storage-class" },
      "The storage class you specified is not valid",
    );
  throw invalidArgument(`${member || "The input"}: ${issue?.message}`, member);
};

/** The part of an input that is an XML document on the wire. */
export const parseDocument = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw s3Error("MalformedXML", {
    Detail: issue && `${issue.path.map(String).join(".") || "document"}: ${issue.message}`,
  });
};
