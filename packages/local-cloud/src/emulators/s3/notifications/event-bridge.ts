import { randomBytes } from "node:crypto";
import type { Account } from "../../../core/resource-type.ts";
import type { ObjectEvent, ObjectEventName } from "../s3.ts";
import type { Moment } from "./record.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const kinds: Readonly<
  Record<ObjectEventName, readonly [detailType: string, detail: Record<string, string>]>
> = {
  "ObjectCreated:Put": ["Object Created", { reason: "PutObject" }],
  "ObjectCreated:Post": ["Object Created", { reason: "POST Object" }],
  "ObjectCreated:Copy": ["Object Created", { reason: "CopyObject" }],
  "ObjectCreated:CompleteMultipartUpload": ["Object Created", { reason: "CompleteMultipartUpload" }],
  "ObjectRemoved:Delete": [
    "Object Deleted",
    { reason: "DeleteObject", "deletion-type": "Permanently Deleted" },
  ],
  "ObjectRemoved:DeleteMarkerCreated": [
    "Object Deleted",
    { reason: "DeleteObject", "deletion-type": "Delete Marker Created" },
  ],
  "LifecycleExpiration:Delete": [
    "Object Deleted",
    { reason: "Lifecycle Expiration", "deletion-type": "Permanently Deleted" },
  ],
  "LifecycleExpiration:DeleteMarkerCreated": [
    "Object Deleted",
    { reason: "Lifecycle Expiration", "deletion-type": "Delete Marker Created" },
  ],
  "ObjectTagging:Put": ["Object Tags Added", {}],
  "ObjectTagging:Delete": ["Object Tags Deleted", {}],
  LifecycleTransition: ["Object Storage Class Changed", {}],
};

/** An event as S3 puts it on the default bus. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export const eventOf = (
  { name, bucket, key, version, caller }: ObjectEvent,
  { sequencer }: Moment,
  account: Account,
) => {
  const [DetailType, { reason, ...more }] = kinds[name];
  const isCreated = DetailType === "Object Created";
  const isByService = name.startsWith("Lifecycle");
  const detail = {
    version: "0",
    bucket: { name: bucket.name },
    object: {
      key,
      ...(isCreated && version ? { size: version.size } : {}),
      ...(version ? { etag: version.isDeleteMarker ? NOTHING : version.etag } : {}),
      ...(version && bucket.versioning !== undefined ? { "version-id": version.versionId } : {}),
      sequencer,
    },
    "request-id": randomBytes(8).toString("hex").toUpperCase(),
    requester: isByService ? "s3.amazonaws.com" : requesterOf(caller, account),
    ...(isByService ? {} : { "source-ip-address": "127.0.0.1" }),
    ...(reason === undefined ? {} : { reason }),
    ...more,
    ...(name === "LifecycleTransition" && version
      ? { "destination-storage-class": version.StorageClass }
      : {}),
  };
  return { source: "aws.s3", detailType: DetailType, resources: [bucket.arn], detail } as const;
};

/** MD5 of nothing, which a delete marker has. */
export const NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

const requesterOf = ({ principal }: ObjectEvent["caller"], { accountId }: Account): string => {
  if (principal.kind === "anonymous") return "Anonymous";
  return principal.kind === "service" ? principal.service : accountId;
};
