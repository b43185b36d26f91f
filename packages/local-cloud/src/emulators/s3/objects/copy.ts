import { createHash } from "node:crypto";
import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import { checksumMember, createHasher } from "../checksums.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { checkKey } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import { ObjectContent } from "../store/content.ts";
import type { ObjectVersion } from "../store/model.ts";
import { checkCopySource, checkWrite } from "./conditions.ts";
import { readCopySource } from "./copy-source.ts";
import { versionOf } from "./get.ts";
import { checkAcl, commit, describedOf, versionIdOf } from "./put.ts";
import { readTagging } from "./tags.ts";

const directive = z.enum(["COPY", "REPLACE"]).default("COPY");
const copyObject = z.strictObject({
  ...inputs.object,
  ...inputs.described,
  ChecksumAlgorithm: inputs.checksums.ChecksumAlgorithm,
  CopySource: z.string(),
  CopySourceIfMatch: inputs.text,
  CopySourceIfNoneMatch: inputs.text,
  CopySourceIfModifiedSince: inputs.date,
  CopySourceIfUnmodifiedSince: inputs.date,
  MetadataDirective: directive,
  TaggingDirective: directive,
  IfMatch: inputs.text,
  IfNoneMatch: inputs.text,
});

const LARGEST = 5 * 1024 ** 3;

/** The version that a copy is made of. */
export const sourceOf = ({ buckets }: S3, header: string): { bucket: Bucket; version: ObjectVersion } => {
  const source = readCopySource(header);
  if (!source) throw invalidArgument("Invalid copy source object key", "x-amz-copy-source", header);
  const bucket = buckets.get(source.bucket);
  checkKey(source.key);
  return { bucket, version: versionOf(bucket, { Key: source.key, VersionId: source.versionId }) };
};

/** A copy is one piece, with the digests of one, whatever parts its source came in. */
const digestsOf = async (
  { files }: S3,
  { segments, etag, checksum, parts }: ObjectVersion,
  algorithm = checksum?.algorithm ?? "CRC64NVME",
): Promise<Pick<ObjectVersion, "etag" | "checksum">> => {
  if (!parts && checksum?.algorithm === algorithm) return { etag, checksum };
  const md5 = createHash("md5");
  const hasher = createHasher(algorithm);
  for await (const chunk of new ObjectContent(files, segments)) {
    md5.update(chunk);
    hasher.update(chunk);
  }
  return {
    etag: md5.digest("hex"),
    checksum: { algorithm, type: "FULL_OBJECT", value: await hasher.digest() },
  };
};

export const copyOperations = (s3: S3) => ({
  async CopyObject(input: unknown, caller: Caller) {
    const sent = inputs.parse(copyObject, input);
    const bucket = s3.buckets.get(sent.Bucket);
    checkKey(sent.Key);
    checkAcl(bucket, sent.ACL);
    const { bucket: from, version: source } = sourceOf(s3, sent.CopySource);
    checkCopySource(source, {
      IfMatch: sent.CopySourceIfMatch,
      IfNoneMatch: sent.CopySourceIfNoneMatch,
      IfModifiedSince: sent.CopySourceIfModifiedSince,
      IfUnmodifiedSince: sent.CopySourceIfUnmodifiedSince,
    });
    if (source.size > LARGEST)
      throw s3Error(
        "InvalidRequest",
        {},
        `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST}`,
      );
    const isSame = from === bucket && source.key === sent.Key && source === bucket.objects.newest(sent.Key);
    const isChanged =
      sent.MetadataDirective === "REPLACE" ||
      sent.StorageClass !== undefined ||
      sent.WebsiteRedirectLocation !== undefined ||
      sent.ServerSideEncryption !== undefined;
    if (isSame && !isChanged)
      throw s3Error(
        "InvalidRequest",
        {},
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    checkWrite(sent.Key, bucket.objects.newest(sent.Key), sent);
    const {
      ContentType,
      CacheControl,
      ContentDisposition,
      ContentEncoding,
      ContentLanguage,
      ExpiresString,
      Metadata,
    } = source;
    const kept = {
      ContentType,
      CacheControl,
      ContentDisposition,
      ContentEncoding,
      ContentLanguage,
      ExpiresString,
      Metadata,
    };
    const replaced = describedOf(sent);
    const about = {
      ...(sent.MetadataDirective === "REPLACE" ? replaced : kept),
      StorageClass: replaced.StorageClass,
      WebsiteRedirectLocation: replaced.WebsiteRedirectLocation,
    };
    const tags = sent.TaggingDirective === "REPLACE" ? readTagging(sent.Tagging) : source.tags;
    // The source may be deleted while it is read.
    s3.files.hold(source.segments);
    try {
      const digests = await digestsOf(s3, source, sent.ChecksumAlgorithm);
      const version = commit(
        s3,
        bucket,
        { ...about, ...digests, key: sent.Key, segments: source.segments, size: source.size, tags },
        { conditions: sent, event: "ObjectCreated:Copy", caller },
      );
      return {
        CopyObjectResult: {
          ETag: `"${version.etag}"`,
          LastModified: new Date(version.modified),
          ...checksumMember(version.checksum),
          ChecksumType: version.checksum?.type,
        },
        CopySourceVersionId: versionIdOf(from, source),
        VersionId: versionIdOf(bucket, version),
        ServerSideEncryption: "AES256" as const,
      };
    } finally {
      s3.files.release(source.segments);
    }
  },
});
