import { isArnOf } from "./arn.ts";
import type { Permission } from "./cloud.ts";

/** What a function's or pipe's role needs to poll a source. */
export const pollPermissions = (sourceArn: string): Permission[] =>
  isArnOf(sourceArn, "sqs")
    ? ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map((action) => ({
        action,
        resource: sourceArn,
      }))
    : ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"].map((action) => ({
        action,
        resource: sourceArn,
      }));

/** A message taken from a queue, in the shape Lambda and Pipes hand to their targets. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, unknown>;
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

interface PollOptions<Record> {
  batchSize: number;
  /** Milliseconds to gather records before a batch that is not full goes out. */
  batchWindowMs: number;
  /** Batches handled at once. */
  concurrency: number;
  /** False drops the record: an SQS message is deleted, a stream record is passed over. */
  filter?: (record: Record) => boolean;
  handle(batch: Batch<Record>): Promise<BatchResult>;
}

export interface QueuePollOptions extends PollOptions<QueueRecord> {
  queueArn: string;
  /** Resolves when a batch would be handled at once, or when aborted; messages that arrive meanwhile join the batch. */
  ready?(signal: AbortSignal): Promise<void>;
}

/** Retry rules of a stream source; -1 means without limit. */
export interface StreamPollOptions extends PollOptions<StreamRecord> {
  streamArn: string;
  startingPosition: "TRIM_HORIZON" | "LATEST";
  maximumRetryAttempts: number;
  maximumRecordAgeSeconds: number;
  bisectOnError: boolean;
  /** Called with the records given up on, and why; they are passed over afterwards. */
  onDiscard(batch: Batch<StreamRecord>, reason: { code: string; message: string }): Promise<void>;
}

/** A running poll. `stop` resolves when no batch is in flight any more. */
export interface Poll {
  stop(): Promise<void>;
}

/**
 * What event source mappings and pipes poll with. Long polling without delay: a record that arrives is handed
 * over at once. Queue messages that fail stay invisible until their visibility timeout and then come again, up to
 * the queue's redrive policy; stream records that fail hold back the later records of the same item.
 */
export interface Polling {
  queue(options: QueuePollOptions): Poll;
  stream(options: StreamPollOptions): Poll;
}

declare module "./cloud.ts" {
  interface Shared {
    /** Offered by the emulators of SQS and DynamoDB together. */
    polling: Polling;
  }
}
