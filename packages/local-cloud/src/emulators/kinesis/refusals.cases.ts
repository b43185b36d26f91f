import { sequenceNumber } from "./sequence-numbers.ts";

/** An operation that AWS refuses, with a stream `clicks` of one shard. */
export interface Refusal {
  readonly what: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly type: string;
  readonly message: string;
}

const StreamName = "clicks";
const ShardId = "shardId-000000000000";
const Data = "eA==";
const INVALID = "InvalidArgumentException";
const VALUE = "ValidationException";
const MISSING = "ResourceNotFoundException";
const one = (problem: string) => `1 validation error detected: ${problem}`;
const constraint = (value: string, place: string, rule: string) =>
  `Value ${value} at '${place}' failed to satisfy constraint: ${rule}`;
const TYPES = "[AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]";
const positions = (request: string) =>
  `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${request} StartingSequenceNumber.`;
// Of the second shard of another stream.
const OTHER_SHARD = sequenceNumber({ shard: 1, began: 1_790_000_000, place: 5 }, 1_790_000_000_000);

/** As AWS answered, by https://github.com/localstack/localstack and https://github.com/mhart/kinesalite. */
export const refusals: Refusal[] = [
  {
    what: "a stream that does not exist",
    operation: "PutRecord",
    input: { StreamName: "unknown", PartitionKey: "a", Data },
    type: MISSING,
    message: "Stream unknown under account 000000000000 not found.",
  },
  {
    what: "a stream of another account",
    operation: "DescribeStream",
    input: { StreamARN: "arn:aws:kinesis:eu-west-1:111111111111:stream/clicks" },
    type: MISSING,
    message: "Stream clicks under account 000000000000 not found.",
  },
  {
    what: "a name that is taken",
    operation: "CreateStream",
    input: { StreamName, ShardCount: 1 },
    type: "ResourceInUseException",
    message: "Stream clicks under account 000000000000 already exists.",
  },
  {
    what: "a name with other characters",
    operation: "CreateStream",
    input: { StreamName: "a b", ShardCount: 1 },
    type: VALUE,
    message: one(
      constraint("'a b'", "streamName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ),
  },
  {
    what: "more shards than the account may have",
    operation: "CreateStream",
    input: { StreamName: "large", ShardCount: 500 },
    type: "LimitExceededException",
    message:
      "This request would exceed the shard limit for the account 000000000000 in eu-west-1. Current shard count for the account: 1. Limit: 500. Number of additional shards that would have resulted from this request: 500. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.",
  },
  {
    what: "no partition key",
    operation: "PutRecord",
    input: { StreamName, Data },
    type: VALUE,
    message: one(constraint("null", "partitionKey", "Member must not be null")),
  },
  {
    what: "an empty partition key among others",
    operation: "PutRecords",
    input: {
      StreamName,
      Records: [
        { PartitionKey: "a", Data },
        { PartitionKey: "", Data },
      ],
    },
    type: VALUE,
    message: one(
      constraint("''", "records.2.member.partitionKey", "Member must have length greater than or equal to 1"),
    ),
  },
  {
    what: "a request without records",
    operation: "PutRecords",
    input: { StreamName, Records: [] },
    type: VALUE,
    message: one(constraint("'[]'", "records", "Member must have length greater than or equal to 1")),
  },
  {
    what: "an order after no sequence number",
    operation: "PutRecord",
    input: { StreamName, PartitionKey: "a", Data, SequenceNumberForOrdering: "1" },
    type: INVALID,
    message:
      "ExclusiveMinimumSequenceNumber 1 used in PutRecord on stream clicks under account 000000000000 is invalid.",
  },
  {
    what: "another kind of iterator",
    operation: "GetShardIterator",
    input: { StreamName, ShardId, ShardIteratorType: "NEWEST" },
    type: VALUE,
    message: one(constraint("'NEWEST'", "shardIteratorType", `Member must satisfy enum value set: ${TYPES}`)),
  },
  {
    what: "an iterator at no number",
    operation: "GetShardIterator",
    input: { StreamName, ShardId, ShardIteratorType: "AT_SEQUENCE_NUMBER" },
    type: INVALID,
    message: positions("AT_SEQUENCE_NUMBER and no"),
  },
  {
    what: "the newest, but at a number",
    operation: "GetShardIterator",
    input: { StreamName, ShardId, ShardIteratorType: "LATEST", StartingSequenceNumber: "1" },
    type: INVALID,
    message: positions("LATEST and also a"),
  },
  {
    what: "an iterator at what is no number",
    operation: "GetShardIterator",
    input: { StreamName, ShardId, ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber: "5" },
    type: INVALID,
    message: `StartingSequenceNumber 5 used in GetShardIterator on shard ${ShardId} in stream clicks under account 000000000000 is invalid.`,
  },
  {
    what: "an iterator at a number of another shard",
    operation: "GetShardIterator",
    input: {
      StreamName,
      ShardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: OTHER_SHARD,
    },
    type: INVALID,
    message: `Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a call to a shard with ${ShardId}`,
  },
  {
    what: "an iterator at no time",
    operation: "GetShardIterator",
    input: { StreamName, ShardId, ShardIteratorType: "AT_TIMESTAMP" },
    type: INVALID,
    message:
      "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
  },
  {
    what: "a shard that never was",
    operation: "GetShardIterator",
    input: { StreamName, ShardId: "shardId-000000000005", ShardIteratorType: "LATEST" },
    type: MISSING,
    message: "Shard shardId-000000000005 in stream clicks under account 000000000000 does not exist",
  },
  {
    what: "what is no shard",
    operation: "GetShardIterator",
    input: { StreamName, ShardId: "shard", ShardIteratorType: "LATEST" },
    type: MISSING,
    message: "Could not find shard shard in stream clicks under account 000000000000.",
  },
  {
    what: "what is no iterator",
    operation: "GetRecords",
    input: { ShardIterator: "AAAAAAAA" },
    type: INVALID,
    message: "Invalid ShardIterator.",
  },
  {
    what: "more than 10,000 records",
    operation: "GetRecords",
    input: { ShardIterator: "AAAAAAAA", Limit: 10_001 },
    type: VALUE,
    message: one(constraint("'10001'", "limit", "Member must have value less than or equal to 10000")),
  },
  {
    what: "a list of no stream",
    operation: "ListShards",
    input: {},
    type: INVALID,
    message: "Either NextToken or StreamName should be provided.",
  },
  {
    what: "a list of two streams",
    operation: "ListShards",
    input: { StreamName, NextToken: "x" },
    type: INVALID,
    message: "NextToken and StreamName cannot be provided together.",
  },
  {
    what: "a retention of less than a day",
    operation: "IncreaseStreamRetentionPeriod",
    input: { StreamName, RetentionPeriodHours: 23 },
    type: INVALID,
    message:
      "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.",
  },
  {
    what: "a split outside of the shard",
    operation: "SplitShard",
    input: { StreamName, ShardToSplit: ShardId, NewStartingHashKey: "1" },
    type: INVALID,
    message: `NewStartingHashKey 1 used in SplitShard() on shard ${ShardId} in stream clicks under account 000000000000 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey 340282366920938463463374607431768211455.`,
  },
  {
    what: "a split of no shard",
    operation: "SplitShard",
    input: { StreamName, ShardToSplit: "shardId-000000000009", NewStartingHashKey: "5" },
    type: MISSING,
    message: "Could not find shard shardId-000000000009 in stream clicks under account 000000000000.",
  },
  {
    what: "a tag with other characters",
    operation: "AddTagsToStream",
    input: { StreamName, Tags: { "a;b": "c" } },
    type: INVALID,
    message:
      "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.",
  },
  {
    what: "what only a later version of the API knows",
    operation: "PutRecord",
    input: { StreamName, PartitionKey: "a", Data, Compression: "zip" },
    type: VALUE,
    message: "Compression: not implemented by the local cloud",
  },
];
