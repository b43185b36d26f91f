import { randomBytes } from "node:crypto";
import { lastPart } from "../../../core/arn.ts";
import type { Account } from "../../../core/resource-type.ts";
import { stableId } from "../../../core/resource-type.ts";
import { urlEncoded } from "../names.ts";
import type { ObjectEvent } from "../s3.ts";
import type { Bucket } from "../store/buckets.ts";
import { NOTHING } from "./event-bridge.ts";

/** When it happened, and a number that grows with each event of a key. */
export interface Moment {
  readonly now: number;
  /** Hexadecimal; of two events of a key the greater is the later. */
  readonly sequencer: string;
}

const newer = /^(?:Lifecycle|ObjectTagging)/;
const ownerOf = ({ accountId }: Account) => `A${stableId(accountId, 13).toUpperCase()}`;

const principalOf = ({ caller, name }: ObjectEvent, account: Account): string => {
  const { principal } = caller;
  if (name.startsWith("Lifecycle")) return "s3.amazonaws.com";
  if (principal.kind === "role")
    return `AWS:AROA${stableId(principal.arn, 16).toUpperCase()}:${lastPart(principal.arn)}`;
  if (principal.kind === "service") return principal.service;
  return principal.kind === "anonymous" ? "Anonymous" : ownerOf(account);
};

const requestIds = () => ({
  "x-amz-request-id": randomBytes(8).toString("hex").toUpperCase(),
  "x-amz-id-2": randomBytes(48).toString("base64"),
});

/**
 * What queues, topics and functions are told.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const recordOf = (
  event: ObjectEvent,
  configurationId: string,
  { now, sequencer }: Moment,
  account: Account,
) => {
  const { name, bucket, key, version } = event;
  const isGone = name.endsWith(":Delete") && name !== "ObjectTagging:Delete";
  const object = {
    key: urlEncoded(key),
    ...(version && !isGone && !version.isDeleteMarker ? { size: version.size } : {}),
    ...(version && !isGone ? { eTag: version.isDeleteMarker ? NOTHING : version.etag } : {}),
    ...(version && bucket.versioning !== undefined ? { versionId: version.versionId } : {}),
    sequencer,
  };
  return {
    // Of an event's kind: the newer ones came with a later version of the structure.
    eventVersion: newer.test(name) ? "2.3" : "2.1",
    eventSource: "aws:s3",
    awsRegion: account.region,
    eventTime: new Date(now).toISOString(),
    eventName: name,
    userIdentity: { principalId: principalOf(event, account) },
    requestParameters: { sourceIPAddress: name.startsWith("Lifecycle") ? "s3.amazonaws.com" : "127.0.0.1" },
    responseElements: requestIds(),
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: { name: bucket.name, ownerIdentity: { principalId: ownerOf(account) }, arn: bucket.arn },
      object,
    },
  };
};

/** What a queue or topic gets when it is set to be told. */
export const testEvent = ({ name }: Bucket, now: number): string => {
  const ids = requestIds();
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(now).toISOString(),
    Bucket: name,
    RequestId: ids["x-amz-request-id"],
    HostId: ids["x-amz-id-2"],
  });
};
