import type { MetricsName, Shard as ShardDescription } from "@aws-sdk/client-kinesis";
import type { LocalStream } from "./local-stream.ts";
import type { Shard } from "./shard.ts";

export const describeShard = (shard: Shard): ShardDescription => ({
  ShardId: shard.id,
  ...(shard.parents[0] && { ParentShardId: shard.parents[0] }),
  ...(shard.parents[1] && { AdjacentParentShardId: shard.parents[1] }),
  HashKeyRange: { StartingHashKey: String(shard.range.from), EndingHashKey: String(shard.range.to) },
  SequenceNumberRange: {
    StartingSequenceNumber: shard.startingSequenceNumber,
    ...(shard.endingSequenceNumber && { EndingSequenceNumber: shard.endingSequenceNumber }),
  },
});

/** What both descriptions of a stream say. */
export const describeStream = (stream: LocalStream) => ({
  StreamName: stream.name,
  StreamARN: stream.arn,
  StreamStatus: stream.status,
  StreamModeDetails: { StreamMode: stream.mode },
  RetentionPeriodHours: stream.retentionHours,
  StreamCreationTimestamp: new Date(stream.createdAt),
  EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.metrics] as MetricsName[] }],
  EncryptionType: stream.keyId === undefined ? ("NONE" as const) : ("KMS" as const),
  KeyId: stream.keyId,
});
