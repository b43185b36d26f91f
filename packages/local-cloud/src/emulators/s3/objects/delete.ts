import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller } from "../../../core/cloud.ts";
import * as inputs from "../inputs.ts";
import { checkKey } from "../names.ts";
import type { S3 } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import { checkWrite } from "./conditions.ts";
import { secondOf } from "./put.ts";

const deleteObject = z.strictObject({ ...inputs.object, VersionId: inputs.text, IfMatch: inputs.text });

const MOST = 1000;
const deleteObjects = z.strictObject({
  ...inputs.bucket,
  ...inputs.checksums,
  ContentMD5: inputs.text,
  Delete: z.unknown(),
});
const list = z.strictObject({
  Objects: z
    .array(
      z.strictObject({
        Key: z.string(),
        VersionId: inputs.text,
        ETag: inputs.text,
        LastModifiedTime: z.unknown().optional(),
        Size: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(MOST),
  Quiet: z.stringbool().or(z.boolean()).optional(),
});

interface Deleted {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

/** Deletes an object, or one version of it, as versioning has it; there need not be any. */
export const deleteKey = (
  { cloud, notify }: Pick<S3, "cloud" | "notify">,
  bucket: Bucket,
  { Key, VersionId, IfMatch }: { Key: string; VersionId?: string | undefined; IfMatch?: string | undefined },
  caller: Caller,
  by: "ObjectRemoved" | "LifecycleExpiration" = "ObjectRemoved",
): Deleted => {
  checkKey(Key);
  const { objects, versioning } = bucket;
  if (VersionId !== undefined) {
    const version = objects.find(Key, VersionId);
    if (IfMatch !== undefined) checkWrite(Key, version, { IfMatch });
    if (!version) return versioning === undefined ? {} : { VersionId };
    objects.remove(version);
    notify({ name: `${by}:Delete`, bucket, key: Key, version, caller });
    return { VersionId, DeleteMarker: version.isDeleteMarker || undefined };
  }
  const newest = objects.newest(Key);
  if (IfMatch !== undefined) checkWrite(Key, newest, { IfMatch });
  if (versioning === undefined) {
    if (!newest) return {};
    objects.remove(newest);
    notify({ name: `${by}:Delete`, bucket, key: Key, caller });
    return {};
  }
  const now = cloud.clock.now();
  const marker = objects.put(
    {
      key: Key,
      modified: secondOf(now),
      isDeleteMarker: true,
      segments: [],
      size: 0,
      etag: "",
      tags: new Map(),
      Metadata: {},
      StorageClass: "STANDARD",
    },
    versioning,
    now,
  );
  notify({ name: `${by}:DeleteMarkerCreated`, bucket, key: Key, version: marker, caller });
  return { DeleteMarker: true, VersionId: marker.versionId };
};

export const deleteOperations = (
  s3: S3,
  may: (caller: Caller, action: string, resource: string) => void,
) => ({
  DeleteObject(input: unknown, caller: Caller) {
    const sent = inputs.parse(deleteObject, input);
    return deleteKey(s3, s3.buckets.get(sent.Bucket), sent, caller);
  },
  DeleteObjects(input: unknown, caller: Caller) {
    const sent = inputs.parse(deleteObjects, input);
    const bucket = s3.buckets.get(sent.Bucket);
    const { Objects, Quiet } = inputs.parseDocument(list, sent.Delete);
    const Deleted: {
      Key: string;
      VersionId?: string;
      DeleteMarker?: boolean;
      DeleteMarkerVersionId?: string;
    }[] = [];
    const Errors: { Key: string; VersionId?: string; Code: string; Message: string }[] = [];
    for (const { Key, VersionId, ETag } of Objects)
      try {
        may(
          caller,
          VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
          `${bucket.arn}/${Key}`,
        );
        const { DeleteMarker, VersionId: id } = deleteKey(
          s3,
          bucket,
          { Key, VersionId, IfMatch: ETag },
          caller,
        );
        Deleted.push({
          Key,
          VersionId,
          ...(DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: id } : {}),
        });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ Key, VersionId, Code: error.code, Message: error.message });
      }
    return { Deleted: Quiet ? undefined : Deleted, Errors: Errors.length > 0 ? Errors : undefined };
  },
});
