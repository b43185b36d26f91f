import type { QueueRecord, StreamRecord } from "../../core/polling.ts";
import type { KinesisData } from "../../core/shards.ts";

/** A record of a Kinesis stream, which has what Lambda gets in a member of its own at the top. */
export interface PipedKinesisRecord extends KinesisData {
  readonly eventSource: "aws:kinesis";
  readonly eventVersion: "1.0";
  readonly eventID: string;
  readonly eventName: "aws:kinesis:record";
  readonly invokeIdentityArn: string;
  readonly awsRegion: string;
  readonly eventSourceARN: string;
}

export type SourceRecord = QueueRecord | StreamRecord | PipedKinesisRecord;

/** What a target calls the record in `batchItemFailures`. */
export const itemIdentifierOf = (record: SourceRecord): string =>
  record.eventSource === "aws:sqs" ? record.messageId : record.eventID;

/** What the poller calls the record. */
export const pollIdOf = (record: SourceRecord): string =>
  record.eventSource === "aws:sqs"
    ? record.messageId
    : record.eventSource === "aws:kinesis"
      ? record.sequenceNumber
      : record.dynamodb.SequenceNumber;

/** An answer that fails the whole batch. */
export class InvalidBatchAnswer extends Error {
  override readonly name = "InvalidBatchAnswer";
  readonly code = "InvalidBatchAnswer";
}

/**
 * Reads `{"batchItemFailures": [{"itemIdentifier": "..."}]}` of a target into poll ids. Anything else is a success; an
 * identifier that is missing or not in the batch fails all of it, by throwing `InvalidBatchAnswer`.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 */
export const failedRecords = (answer: unknown, records: readonly SourceRecord[]): string[] => {
  const items = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (!Array.isArray(items) || items.length === 0) return [];
  const pollIds = new Map(records.map((record) => [itemIdentifierOf(record), pollIdOf(record)]));
  return items.map((item: unknown) => {
    const identifier = (item as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    const pollId = typeof identifier === "string" ? pollIds.get(identifier) : undefined;
    if (pollId !== undefined) return pollId;
    throw new InvalidBatchAnswer(
      `batchItemFailures has the itemIdentifier ${JSON.stringify(identifier)}, which is no messageId (SQS) or eventID (of a stream) of the batch, so all of it failed.`,
    );
  });
};
