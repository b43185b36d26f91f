import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { StreamRecord } from "../../core/polling.ts";
import { sizeOf } from "./item-size.ts";

const attributes = z.record(z.string(), z.unknown());

/** A record as GetRecords of the database answers it. */
export const databaseRecord = z.object({
  eventName: z.enum(["INSERT", "MODIFY", "REMOVE"]),
  dynamodb: z.object({
    Keys: attributes,
    NewImage: attributes.optional(),
    OldImage: attributes.optional(),
    StreamViewType: z.string(),
    SequenceNumber: z.string(),
  }),
  userIdentity: z.object({ type: z.string(), principalId: z.string() }).optional(),
});
export type DatabaseRecord = z.output<typeof databaseRecord>;

/** A write that changed nothing makes no record on AWS; the database makes one, seen when both images are there. */
export const changesNothing = ({ eventName, dynamodb }: DatabaseRecord): boolean =>
  eventName === "MODIFY" &&
  dynamodb.OldImage !== undefined &&
  isDeepStrictEqual(dynamodb.OldImage, dynamodb.NewImage);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const expiryIdentity = { type: "Service", principalId: "dynamodb.amazonaws.com" };

/** The record with what the database leaves out or makes up. `at` is in milliseconds. */
export const toStreamRecord = (
  { eventName, dynamodb, userIdentity }: DatabaseRecord,
  stream: { arn: string; region: string },
  at: number,
  expiry: boolean,
): StreamRecord => ({
  eventID: hash("md5", `${stream.arn}/${dynamodb.SequenceNumber}`),
  eventName,
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: stream.region,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(at / 1000),
    Keys: dynamodb.Keys,
    ...(dynamodb.NewImage && { NewImage: dynamodb.NewImage }),
    ...(dynamodb.OldImage && { OldImage: dynamodb.OldImage }),
    SequenceNumber: dynamodb.SequenceNumber,
    SizeBytes: sizeOf(dynamodb.Keys) + sizeOf(dynamodb.NewImage) + sizeOf(dynamodb.OldImage),
    StreamViewType: dynamodb.StreamViewType,
  },
  eventSourceARN: stream.arn,
  ...((expiry || userIdentity) && { userIdentity: userIdentity ?? expiryIdentity }),
});
