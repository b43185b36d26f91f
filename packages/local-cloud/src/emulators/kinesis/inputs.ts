import { z } from "zod";
import { atLeast, atMost, matching, oneOf, whole } from "../constraints.ts";

// The requests as `@aws-sdk/client-kinesis` types them, with the constraints of the API's model.
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
const text = (shortest: number, longest: number) =>
  z.string().min(shortest, atLeast(shortest)).max(longest, atMost(longest));
const pattern = (source: string) => ({ regex: new RegExp(`^(?:${source})$`), message: matching(source) });
const like = (shortest: number, longest: number, source: string) => {
  const { regex, message } = pattern(source);
  return text(shortest, longest).regex(regex, message);
};
const digits = (source: string) => {
  const { regex, message } = pattern(source);
  return z.string().regex(regex, message);
};
const NAME = "[a-zA-Z0-9_.-]+";
const streamName = like(1, 128, NAME);
const streamArn = like(1, 2048, "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
const consumerArn = like(
  1,
  2048,
  "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+",
);
const shardId = like(1, 128, NAME);
const consumerName = like(1, 128, NAME);
const sequenceNumber = digits("0|([1-9]\\d{0,128})");
const hashKey = digits("0|([1-9]\\d{0,38})");
/** Seconds on the wire, a date in process; milliseconds afterwards. */
const timestamp = z.union([z.number().transform((seconds) => seconds * 1000), z.date().transform(Number)]);
const MOST_BYTES = 10_485_760;

/** Base64 on the wire, bytes in process. */
const blob = z
  .union([
    z
      .string()
      .refine((value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0, {
        error: "Member must be base64",
      })
      .transform((value) => Buffer.from(value, "base64")),
    z.instanceof(Uint8Array).transform((value) => Buffer.from(value)),
  ])
  .refine(({ length }) => length <= MOST_BYTES, { error: atMost(MOST_BYTES) });

// `StreamId` is not implemented by AWS either; what is sent there changes nothing.
const ofStream = {
  StreamName: streamName.optional(),
  StreamARN: streamArn.optional(),
  StreamId: text(1, 24).optional(),
};
const entry = { Data: blob, ExplicitHashKey: hashKey.optional(), PartitionKey: text(1, 256) };
const position = {
  StartingSequenceNumber: sequenceNumber.optional(),
  Timestamp: timestamp.optional(),
};
const POSITIONS = [
  "AFTER_SEQUENCE_NUMBER",
  "LATEST",
  "AT_TIMESTAMP",
  "AT_SEQUENCE_NUMBER",
  "TRIM_HORIZON",
] as const;
export type PositionType = (typeof POSITIONS)[number];
const page = { NextToken: text(1, 1_048_576).optional(), MaxResults: whole(1, 10_000).optional() };

export const putRecord = z.strictObject({
  ...ofStream,
  ...entry,
  SequenceNumberForOrdering: sequenceNumber.optional(),
});
export const putRecords = z.strictObject({
  ...ofStream,
  Records: z.array(z.strictObject(entry)).min(1, atLeast(1)).max(500, atMost(500)),
});
export type PutEntry = z.output<typeof putRecords>["Records"][number];

export const getShardIterator = z.strictObject({
  ...ofStream,
  ShardId: shardId,
  ShardIteratorType: oneOf(POSITIONS),
  ...position,
});
export const getRecords = z.strictObject({
  ShardIterator: text(1, 512),
  Limit: whole(1, 10_000).optional(),
  StreamARN: streamArn.optional(),
  StreamId: ofStream.StreamId,
});
export const describeStream = z.strictObject({
  ...ofStream,
  Limit: whole(1, 10_000).optional(),
  ExclusiveStartShardId: shardId.optional(),
});
export const stream = z.strictObject(ofStream);
export const listShards = z.strictObject({
  ...ofStream,
  ...page,
  ExclusiveStartShardId: shardId.optional(),
  StreamCreationTimestamp: timestamp.optional(),
  ShardFilter: z
    .strictObject({
      Type: oneOf([
        "AFTER_SHARD_ID",
        "AT_TRIM_HORIZON",
        "FROM_TRIM_HORIZON",
        "AT_LATEST",
        "AT_TIMESTAMP",
        "FROM_TIMESTAMP",
      ]),
      ShardId: shardId.optional(),
      Timestamp: timestamp.optional(),
    })
    .optional(),
});

const mode = z.strictObject({ StreamMode: oneOf(["PROVISIONED", "ON_DEMAND"]) });
const shardCount = whole(1, 1_000_000);
const recordKiB = whole(1024, 10_240);
const tag = { key: text(1, 128), value: text(0, 256) };
const tags = z
  .record(tag.key, tag.value)
  .refine((map) => Object.keys(map).length >= 1, { error: atLeast(1) })
  .refine((map) => Object.keys(map).length <= 200, { error: atMost(200) });
const tagKeys = z.array(tag.key).min(1, atLeast(1)).max(50, atMost(50));

export const createStream = z.strictObject({
  StreamName: streamName,
  ShardCount: shardCount.optional(),
  StreamModeDetails: mode.optional(),
  MaxRecordSizeInKiB: recordKiB.optional(),
  Tags: tags.optional(),
});
export const deleteStream = stream.extend({ EnforceConsumerDeletion: z.boolean().optional() });
export const listStreams = z.strictObject({
  Limit: whole(1, 10_000).optional(),
  ExclusiveStartStreamName: streamName.optional(),
  NextToken: page.NextToken,
});
export const nothing = z.strictObject({});
export const retention = stream.extend({ RetentionPeriodHours: z.number().int() });
export const streamMode = z.strictObject({
  StreamARN: streamArn,
  StreamId: ofStream.StreamId,
  StreamModeDetails: mode,
});
export const maxRecordSize = z.strictObject({
  StreamARN: streamArn.optional(),
  StreamId: ofStream.StreamId,
  MaxRecordSizeInKiB: recordKiB,
});
export const METRICS = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
] as const;
export const monitoring = stream.extend({
  ShardLevelMetrics: z
    .array(oneOf([...METRICS, "ALL"]))
    .min(1, atLeast(1))
    .max(7, atMost(7)),
});
export const encryption = stream.extend({ EncryptionType: oneOf(["NONE", "KMS"]), KeyId: text(1, 2048) });

export const splitShard = stream.extend({ ShardToSplit: shardId, NewStartingHashKey: hashKey });
export const mergeShards = stream.extend({ ShardToMerge: shardId, AdjacentShardToMerge: shardId });
export const updateShardCount = stream.extend({
  TargetShardCount: shardCount,
  ScalingType: oneOf(["UNIFORM_SCALING"]),
});

export const addTags = stream.extend({ Tags: tags });
export const removeTags = stream.extend({ TagKeys: tagKeys });
export const listTags = stream.extend({
  ExclusiveStartTagKey: tag.key.optional(),
  Limit: whole(1, 50).optional(),
});
const ofResource = {
  ResourceARN: like(1, 2048, "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+"),
  StreamId: ofStream.StreamId,
};
export const resource = z.strictObject(ofResource);
export const tagResource = resource.extend({ Tags: tags });
export const untagResource = resource.extend({ TagKeys: tagKeys });
export const putPolicy = resource.extend({ Policy: z.string() });

export const registerConsumer = z.strictObject({
  StreamARN: streamArn,
  StreamId: ofStream.StreamId,
  ConsumerName: consumerName,
  Tags: tags.optional(),
});
export const consumer = z.strictObject({
  StreamARN: streamArn.optional(),
  StreamId: ofStream.StreamId,
  ConsumerName: consumerName.optional(),
  ConsumerARN: consumerArn.optional(),
});
export const listConsumers = z.strictObject({
  StreamARN: streamArn,
  StreamId: ofStream.StreamId,
  StreamCreationTimestamp: timestamp.optional(),
  ...page,
});
export const subscribeToShard = z.strictObject({
  ConsumerARN: consumerArn,
  StreamId: ofStream.StreamId,
  ShardId: shardId,
  StartingPosition: z.strictObject({
    Type: oneOf(POSITIONS),
    SequenceNumber: sequenceNumber.optional(),
    Timestamp: timestamp.optional(),
  }),
});
