import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import { checksumMember } from "../checksums.ts";
import { notImplemented, s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { checkKey } from "../names.ts";
import type { ObjectEventName, S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import type { Described, ObjectVersion, Tags } from "../store/model.ts";
import { checkWrite, type WriteConditions } from "./conditions.ts";
import { IncomingContent } from "./incoming.ts";
import { receive } from "./receive.ts";
import { readTagging } from "./tags.ts";

const putObject = z.strictObject({
  ...inputs.object,
  ...inputs.described,
  ...inputs.checksums,
  Body: z.unknown(),
  ContentLength: inputs.number,
  ContentMD5: inputs.text,
  IfMatch: inputs.text,
  IfNoneMatch: inputs.text,
});

const described = z.object(inputs.described);
const MAX_METADATA = 2048;

/** What is kept with an object, of an input that may say it. */
export const describedOf = (input: z.input<typeof described>): Described => {
  const { Metadata = {}, Expires, StorageClass = "STANDARD", ContentType, ...rest } = input;
  const size = Object.entries(Metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (size > MAX_METADATA) throw s3Error("MetadataTooLarge", { Size: size, MaxSizeAllowed: MAX_METADATA });
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, WebsiteRedirectLocation } =
    rest;
  return {
    ContentType: ContentType ?? "application/octet-stream",
    CacheControl,
    ContentDisposition,
    ContentEncoding: withoutChunks(ContentEncoding),
    ContentLanguage,
    WebsiteRedirectLocation,
    ExpiresString: Expires === undefined ? undefined : String(Expires),
    Metadata: Object.fromEntries(
      Object.entries(Metadata).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    StorageClass,
  };
};

// How a body is sent is not how the object is encoded.
const withoutChunks = (encoding: string | undefined): string | undefined =>
  encoding
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "aws-chunked" && one !== "")
    .join(",") || undefined;

/** Lists of access are off, as for every bucket of today, and none is evaluated where they are on. */
export const checkAcl = ({ settings }: Bucket, acl: string | undefined): void => {
  if (acl === undefined || acl === "private" || acl === "bucket-owner-full-control") return;
  const isOff = settings.ownership?.[0]?.ObjectOwnership === "BucketOwnerEnforced";
  throw isOff
    ? s3Error("AccessControlListNotSupported")
    : notImplemented(`the access list "${acl}"; use a bucket policy`);
};

/** Milliseconds of the clock, as clients see them: S3 tells times of objects in seconds. */
export const secondOf = (now: number) => Math.floor(now / 1000) * 1000;

/** The id of a version, where it is worth telling. */
export const versionIdOf = (bucket: Bucket, { versionId }: ObjectVersion): string | undefined =>
  bucket.versioning === undefined ? undefined : versionId;

/** Puts a version where `conditions` hold at this moment, and tells of it. */
export const commit = (
  { cloud, notify }: S3,
  bucket: Bucket,
  draft: Omit<ObjectVersion, "versionId" | "modified" | "isDeleteMarker">,
  { conditions, event, caller }: { conditions: WriteConditions; event: ObjectEventName; caller: Caller },
): ObjectVersion => {
  checkWrite(draft.key, bucket.objects.newest(draft.key), conditions);
  const now = cloud.clock.now();
  const version = bucket.objects.put(
    { ...draft, modified: secondOf(now), isDeleteMarker: false },
    bucket.versioning,
    now,
  );
  notify({ name: event, bucket, key: version.key, version, caller });
  return version;
};

export const putOperations = (s3: S3) => ({
  async PutObject(input: unknown, caller: Caller) {
    const sent = inputs.parse(putObject, input);
    const bucket = s3.buckets.get(sent.Bucket);
    checkKey(sent.Key);
    checkAcl(bucket, sent.ACL);
    const tags: Tags = readTagging(sent.Tagging);
    const about = describedOf(sent);
    // So that no one sends gigabytes for nothing; what counts is asked again when they are there.
    checkWrite(sent.Key, bucket.objects.newest(sent.Key), sent);
    const { segments, size, md5, checksum } = await receive(s3, sent);
    const draft = { ...about, key: sent.Key, segments, size, etag: md5, checksum, tags };
    const event =
      sent.Body instanceof IncomingContent && sent.Body.way.isForm
        ? "ObjectCreated:Post"
        : "ObjectCreated:Put";
    let version: ObjectVersion;
    try {
      version = commit(s3, bucket, draft, { conditions: sent, event, caller });
    } finally {
      s3.files.release(segments);
    }
    return {
      ETag: `"${md5}"`,
      ...checksumMember(checksum),
      ChecksumType: checksum.type,
      ServerSideEncryption: "AES256" as const,
      VersionId: versionIdOf(bucket, version),
    };
  },
});
