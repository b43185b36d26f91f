import { hash } from "node:crypto";
import type { StreamRecord } from "../../../core/polling.ts";
import type { ViewType } from "./definition.ts";
import { sizeOf } from "./item-size.ts";
import type { LogEntry } from "./stream-log.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const expiryIdentity = { type: "Service", principalId: "dynamodb.amazonaws.com" };

export interface StreamIdentity {
  readonly arn: string;
  readonly region: string;
  readonly viewType: ViewType;
}

/** A change as readers of the stream get it. */
export const toStreamRecord = (
  { sequenceNumber, at, change }: LogEntry,
  { arn, region, viewType }: StreamIdentity,
): StreamRecord => ({
  eventID: hash("md5", `${arn}/${sequenceNumber}`),
  eventName: change.eventName,
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: region,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(at / 1000),
    Keys: change.keys,
    ...(change.newImage && { NewImage: change.newImage }),
    ...(change.oldImage && { OldImage: change.oldImage }),
    SequenceNumber: sequenceNumber,
    SizeBytes: sizeOf(change.keys) + sizeOf(change.newImage) + sizeOf(change.oldImage),
    StreamViewType: viewType,
  },
  eventSourceARN: arn,
  ...(change.expired && { userIdentity: expiryIdentity }),
});
