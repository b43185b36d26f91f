import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import { checksumMember } from "../checksums.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { expirationOf } from "../lifecycle/expiry.ts";
import { checkKey } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import { type ByteRange, ObjectContent } from "../store/content.ts";
import type { ObjectVersion } from "../store/model.ts";
import { checkRead } from "./conditions.ts";
import { versionIdOf } from "./put.ts";
import { readRange } from "./range.ts";

const read = z.strictObject({
  ...inputs.object,
  ...inputs.readConditions,
  VersionId: inputs.text,
  PartNumber: z.coerce.number().int().min(1).max(10_000).optional(),
  Range: inputs.text,
  ChecksumMode: z.enum(["ENABLED"]).optional(),
  ResponseCacheControl: inputs.text,
  ResponseContentDisposition: inputs.text,
  ResponseContentEncoding: inputs.text,
  ResponseContentLanguage: inputs.text,
  ResponseContentType: inputs.text,
  ResponseExpires: inputs.date.or(inputs.text),
});
type Read = z.output<typeof read>;

/** The version that a read names; throws what AWS answers where it is none, or a delete marker. */
export const versionOf = (
  bucket: Bucket,
  { Key, VersionId }: { Key: string; VersionId?: string | undefined },
): ObjectVersion => {
  if (VersionId === undefined) {
    const newest = bucket.objects.newest(Key);
    if (newest && !newest.isDeleteMarker) return newest;
    throw s3Error("NoSuchKey", { Key, ...markerFields(newest) });
  }
  if (VersionId === "")
    throw invalidArgument("Version id cannot be the empty string", "versionId", VersionId);
  const version = bucket.objects.find(Key, VersionId);
  if (!version) throw s3Error("NoSuchVersion", { Key, VersionId });
  if (version.isDeleteMarker)
    throw s3Error("MethodNotAllowed", {
      Method: "GET",
      ResourceType: "DeleteMarker",
      ...markerFields(version),
      LastModified: new Date(version.modified),
    });
  return version;
};

/**
 * The same, for whoever may know: who must not list a bucket does not learn what is missing in it either.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const seenBy = (
  { cloud }: S3,
  { principal }: Caller,
  bucket: Bucket,
  named: { Key: string; VersionId?: string | undefined },
): ObjectVersion => {
  try {
    return versionOf(bucket, named);
  } catch (error) {
    const { code } = error as { code?: string };
    const action =
      code === "NoSuchKey" ? "s3:ListBucket" : code === "NoSuchVersion" ? "s3:ListBucketVersions" : undefined;
    if (action === undefined || principal.kind === "root") throw error;
    if (cloud.allows(principal, [{ action, resource: bucket.arn }])) throw error;
    throw s3Error("AccessDenied");
  }
};

const markerFields = (marker: ObjectVersion | undefined) =>
  marker ? { DeleteMarker: true, MarkerVersionId: marker.versionId } : {};

/** What `PartNumber` or `Range` names; undefined for all of it. */
const rangeOf = (version: ObjectVersion, { PartNumber, Range }: Read): ByteRange | undefined => {
  if (PartNumber === undefined) return Range === undefined ? undefined : readRange(Range, version.size);
  if (Range !== undefined)
    throw s3Error("InvalidRequest", {}, "Cannot specify both Range header and partNumber query parameter");
  const parts = version.parts ?? [{ size: version.size }];
  const part = parts[PartNumber - 1];
  if (!part)
    throw s3Error("InvalidPartNumber", { PartNumberRequested: PartNumber, ActualPartCount: parts.length });
  const start = parts.slice(0, PartNumber - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + part.size };
};

const dated = (text: string | undefined) => {
  const at = new Date(text ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at;
};

const headersOf = (bucket: Bucket, version: ObjectVersion, range: ByteRange | undefined, sent: Read) => {
  const { size, parts, checksum } = version;
  const whole = range === undefined || (range.end - range.start === size && sent.PartNumber === undefined);
  const expires = sent.ResponseExpires;
  const ExpiresString =
    expires === undefined ? version.ExpiresString : expires instanceof Date ? expires.toUTCString() : expires;
  return {
    AcceptRanges: "bytes",
    ETag: `"${version.etag}"`,
    LastModified: new Date(version.modified),
    ContentLength: range ? range.end - range.start : size,
    ContentRange: range && size > 0 ? `bytes ${range.start}-${range.end - 1}/${size}` : undefined,
    ContentType: sent.ResponseContentType ?? version.ContentType,
    CacheControl: sent.ResponseCacheControl ?? version.CacheControl,
    ContentDisposition: sent.ResponseContentDisposition ?? version.ContentDisposition,
    ContentEncoding: sent.ResponseContentEncoding ?? version.ContentEncoding,
    ContentLanguage: sent.ResponseContentLanguage ?? version.ContentLanguage,
    ExpiresString,
    Expires: dated(ExpiresString),
    WebsiteRedirectLocation: version.WebsiteRedirectLocation,
    Metadata: version.Metadata,
    VersionId: versionIdOf(bucket, version),
    ServerSideEncryption: "AES256" as const,
    StorageClass: version.StorageClass === "STANDARD" ? undefined : (version.StorageClass as "STANDARD_IA"),
    TagCount: version.tags.size || undefined,
    PartsCount: sent.PartNumber !== undefined && parts ? parts.length : undefined,
    Expiration: expirationOf(bucket, version),
    ...(sent.ChecksumMode && whole ? { ...checksumMember(checksum), ChecksumType: checksum?.type } : {}),
  };
};

export const getOperations = (s3: S3) => {
  const look = (input: unknown, caller: Caller) => {
    const sent = inputs.parse(read, input);
    const bucket = s3.buckets.get(sent.Bucket);
    checkKey(sent.Key);
    const version = seenBy(s3, caller, bucket, sent);
    checkRead(version, sent);
    const range = rangeOf(version, sent);
    return { version, range, headers: headersOf(bucket, version, range, sent) };
  };
  return {
    GetObject(input: unknown, caller: Caller) {
      const { version, range, headers } = look(input, caller);
      // Has the methods of the SDK's streams that callers in process use.
      return { ...headers, Body: new ObjectContent(s3.files, version.segments, range) as never };
    },
    HeadObject(input: unknown, caller: Caller) {
      return look(input, caller).headers;
    },
  };
};
