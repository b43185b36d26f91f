import { serviceOf } from "./arn.ts";
import type { Permission } from "./cloud.ts";
import type { Checkpoints, ShardRecord, ShardSource } from "./shards.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-create.html
// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
const POLL_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  sqs: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"],
  dynamodb: ["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"],
  kinesis: ["GetRecords", "GetShardIterator", "DescribeStream", "ListShards", "ListStreams"],
};

/** What a function's or pipe's role needs to poll a source. */
export const pollPermissions = (sourceArn: string): Permission[] => {
  const service = serviceOf(sourceArn) ?? "";
  const consumer = /^(.*)\/consumer\/[^/]+$/.exec(sourceArn);
  const stream = consumer?.[1] ?? sourceArn;
  const needed = (POLL_ACTIONS[service] ?? []).map((name) => ({
    action: `${service}:${name}`,
    resource: stream,
  }));
  return consumer ? [...needed, { action: "kinesis:SubscribeToShard", resource: sourceArn }] : needed;
};

/** A message taken from a queue, in the shape Lambda and Pipes hand to their targets. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, unknown>;
  md5OfMessageAttributes?: string;
  md5OfBody: string;
  eventSource: "aws:sqs";
  eventSourceARN: string;
  awsRegion: string;
}

/** A change of a table item, in the shape Lambda and Pipes hand to their targets (values in DynamoDB JSON). */
export interface StreamRecord {
  eventID: string;
  eventVersion: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  eventSource: "aws:dynamodb";
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: {
    Keys: Record<string, unknown>;
    NewImage?: Record<string, unknown>;
    OldImage?: Record<string, unknown>;
    StreamViewType: string;
    SequenceNumber: string;
    SizeBytes: number;
    ApproximateCreationDateTime: number;
  };
  userIdentity?: { type: string; principalId: string };
}

/** A batch on its way to a target, with the hops that put its records there. */
export interface Batch<Record> {
  readonly records: readonly Record[];
  readonly causes: readonly number[];
}

/** Record ids (message id, sequence number) that failed; empty when all went well. A thrown error fails them all. */
export type BatchResult = readonly string[];

export interface QueuePollOptions {
  queueArn: string;
  batchSize: number;
  /** Milliseconds to gather records before a batch that is not full goes out. */
  batchWindowMs: number;
  /** Batches handled at once. */
  concurrency: number;
  /** False drops the message: it is deleted. */
  filter?: (record: QueueRecord) => boolean;
  handle(batch: Batch<QueueRecord>): Promise<BatchResult>;
  /** Resolves when a batch would be handled at once, or when aborted; messages that arrive meanwhile join the batch. */
  ready?(signal: AbortSignal): Promise<void>;
}

/** A record of a stream as its target gets it, beside what the reader knows of it. */
export interface PolledRecord {
  readonly record: ShardRecord;
  readonly event: object;
}

/** Records of one shard on their way to a target, in order. */
export interface StreamBatch {
  readonly shardId: string;
  readonly records: readonly PolledRecord[];
  readonly causes: readonly number[];
  /** Where there are tumbling windows: the one the records are of. */
  readonly window?: TumblingWindow;
}

/** Times are milliseconds. */
export interface TumblingWindow {
  readonly start: number;
  readonly end: number;
  /** What the target answered last for the window; `{}` at first. */
  readonly state: unknown;
  /** No more records are to come, and the batch has none. */
  readonly isFinal: boolean;
  /** Final because the state became too large; the window goes on with a new one. */
  readonly isTerminatedEarly: boolean;
}

/**
 * What became of a batch: sequence numbers that failed, none when all went well, or that all of it failed, or that it
 * was not taken now, which is no failure. `response` is handed on to `onDiscard`.
 */
export type StreamBatchResult<Response = unknown> =
  | { readonly failed: readonly string[]; readonly state?: unknown; readonly response?: Response }
  | { readonly failed: "all"; readonly response?: Response }
  | { readonly failed: "throttled" };

/** Records that are given up. */
export interface Discarded<Response = unknown> {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly message: string;
  readonly shardId: string;
  /** Empty when the final invocation of a window is given up. */
  readonly records: readonly PolledRecord[];
  readonly first: ShardRecord;
  readonly last: ShardRecord;
  readonly count: number;
  readonly causes: readonly number[];
  /** How often they were handed over, in the way AWS counts. */
  readonly invocations: number;
  /** Of the last try. */
  readonly response?: Response;
}

/** Retry rules of a stream source; -1 means without limit. */
export interface StreamPollOptions<Response = unknown> {
  source: ShardSource;
  /** Where to begin; written to as the poll gets on, so that one that comes later goes on from there. */
  checkpoints: Promise<Checkpoints>;
  batchSize: number;
  /** Milliseconds to gather records before a batch that is not full goes out. */
  batchWindowMs: number;
  /** Batches of one shard handled at once, each with keys of its own. */
  parallelizationFactor: number;
  maximumRetryAttempts: number;
  maximumRecordAgeSeconds: number;
  bisectOnError: boolean;
  /** Milliseconds; without, records are in no windows. */
  tumblingWindowMs?: number;
  /** A record in the shape the target gets. */
  event(record: ShardRecord, shardId: string): object;
  /** False passes the record over. */
  filter?: (record: PolledRecord) => boolean;
  handle(batch: StreamBatch): Promise<StreamBatchResult<Response>>;
  onDiscard(discarded: Discarded<Response>): Promise<void>;
}

/** A running poll. `stop` resolves when no batch is in flight any more. */
export interface Poll {
  stop(): Promise<void>;
}

/**
 * What event source mappings and pipes poll with. Long polling without delay: a record that arrives is handed
 * over at once. Queue messages that fail stay invisible until their visibility timeout and then come again, up to
 * the queue's redrive policy; stream records that fail hold back the later ones of their part of the shard.
 */
export interface Polling {
  queue(options: QueuePollOptions): Poll;
  stream<Response>(options: StreamPollOptions<Response>): Poll;
}

declare module "./cloud.ts" {
  interface Shared {
    /** Offered by the emulators of SQS and DynamoDB together. */
    polling: Polling;
  }
}
