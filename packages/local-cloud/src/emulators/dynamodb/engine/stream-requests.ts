import { z } from "zod";
import { atLeast, atMost, oneOf, whole } from "../../constraints.ts";
import { tableName } from "./inputs.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html

const arn = z.string().min(37, atLeast(37)).max(1024, atMost(1024));
const shardId = z.string().min(28, atLeast(28)).max(65, atMost(65));
const sequenceNumber = z.string().min(21, atLeast(21)).max(40, atMost(40));

export const listStreams = z.strictObject({
  TableName: tableName.optional(),
  Limit: whole(1, 100).optional(),
  ExclusiveStartStreamArn: arn.optional(),
});
export const describeStream = z.strictObject({
  StreamArn: arn,
  Limit: whole(1, 100).optional(),
  ExclusiveStartShardId: shardId.optional(),
  ShardFilter: z.strictObject({ Type: oneOf(["CHILD_SHARDS"]), ShardId: shardId }).optional(),
});
export const getShardIterator = z.strictObject({
  StreamArn: arn,
  ShardId: shardId,
  ShardIteratorType: oneOf(["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]),
  SequenceNumber: sequenceNumber.optional(),
});
export const getRecords = z.strictObject({
  ShardIterator: z.string().min(1, atLeast(1)).max(2048, atMost(2048)),
  Limit: whole(1, 1000).optional(),
});

export type ListStreamsInput = z.output<typeof listStreams>;
export type DescribeStreamInput = z.output<typeof describeStream>;
export type GetShardIteratorInput = z.output<typeof getShardIterator>;
export type GetRecordsInput = z.output<typeof getRecords>;
