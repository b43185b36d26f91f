import {
  type _Record as DynamoRecord,
  GetShardIteratorCommand as GetDynamoIterator,
  GetRecordsCommand as GetDynamoRecords,
} from "@aws-sdk/client-dynamodb-streams";
import { GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-kinesis";
import type { Target } from "../target.ts";
import type { Batch } from "./letter.ts";

/** What a message pointed to is not in the stream any more. */
export class PastRetentionError extends Error {
  override readonly name = "PastRetentionError";
}

const gone = new Set([
  "TrimmedDataAccessException",
  "ResourceNotFoundException",
  "InvalidArgumentException",
  "ExpiredIteratorException",
]);

const keptFor = (streamArn: string) =>
  streamArn.includes(":dynamodb:")
    ? "A table's stream keeps records for 24 hours; what was to be published is in the table for seven days, as an item with entity = outbox"
    : "The stream's retention is over";

const isDynamo = ({ streamArn }: Batch) => streamArn.includes(":dynamodb:");

/** Base64 for what is binary, as AWS writes it into JSON. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
};

/** A record of a table's stream as pipes and functions get it. */
const dynamoEvent = (record: DynamoRecord, streamArn: string) => ({
  ...(plain(record) as object),
  eventSourceARN: streamArn,
});

const fromDynamo = async ({ streams }: Target, batch: Batch): Promise<object[]> => {
  const { ShardIterator } = await streams.send(
    new GetDynamoIterator({
      StreamArn: batch.streamArn,
      ShardId: batch.shardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      SequenceNumber: batch.startSequenceNumber,
    }),
  );
  return readOn(ShardIterator, batch, async (iterator) => {
    const page = await streams.send(new GetDynamoRecords({ ShardIterator: iterator }));
    return {
      next: page.NextShardIterator,
      records: (page.Records ?? []).map((record) => ({
        sequence: record.dynamodb?.SequenceNumber ?? "",
        event: dynamoEvent(record, batch.streamArn),
      })),
    };
  });
};

const fromKinesis = async ({ kinesis }: Target, batch: Batch): Promise<object[]> => {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamARN: batch.streamArn,
      ShardId: batch.shardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: batch.startSequenceNumber,
    }),
  );
  return readOn(ShardIterator, batch, async (iterator) => {
    const page = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: iterator, StreamARN: batch.streamArn }),
    );
    return {
      next: page.NextShardIterator,
      records: (page.Records ?? []).map(
        ({ SequenceNumber = "", PartitionKey, Data, ApproximateArrivalTimestamp }) => ({
          sequence: SequenceNumber,
          event: {
            kinesis: {
              kinesisSchemaVersion: "1.0",
              partitionKey: PartitionKey,
              sequenceNumber: SequenceNumber,
              data: Buffer.from(Data ?? []).toString("base64"),
              approximateArrivalTimestamp: (ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
            },
            eventSource: "aws:kinesis",
            eventVersion: "1.0",
            eventID: `${batch.shardId}:${SequenceNumber}`,
            eventName: "aws:kinesis:record",
            eventSourceARN: batch.streamArn,
          },
        }),
      ),
    };
  });
};

const mostEmptyPages = 10;

interface Page {
  readonly next: string | undefined;
  readonly records: readonly { readonly sequence: string; readonly event: object }[];
}

const readOn = async (
  from: string | undefined,
  { startSequenceNumber, endSequenceNumber }: Batch,
  page: (iterator: string) => Promise<Page>,
): Promise<object[]> => {
  const [first, last] = [BigInt(startSequenceNumber), BigInt(endSequenceNumber)];
  const found: object[] = [];
  let empty = 0;
  for (let iterator = from; iterator; ) {
    const { next, records } = await page(iterator);
    for (const { sequence, event } of records) {
      const at = BigInt(sequence);
      if (at >= first && at <= last) found.push(event);
      if (at >= last) return found;
    }
    // An open shard answers without records for ever, and now and then before it comes to those that it has.
    empty = records.length === 0 ? empty + 1 : 0;
    if (empty > mostEmptyPages) return found;
    iterator = next;
  }
  return found;
};

/**
 * The records that a message points to, as consumers of the stream get them. Throws `PastRetentionError` when they are
 * not in the stream any more.
 */
export const recordsOf = async (target: Target, batch: Batch): Promise<object[]> => {
  const past = () =>
    new PastRetentionError(
      `${batch.shardId} of ${batch.streamArn} has no records from ${batch.startSequenceNumber} to ${batch.endSequenceNumber} any more (they arrived ${batch.approximateArrivalOfFirstRecord} to ${batch.approximateArrivalOfLastRecord}). ${keptFor(batch.streamArn)}.`,
    );
  try {
    const records = await (isDynamo(batch) ? fromDynamo : fromKinesis)(target, batch);
    if (records.length === 0) throw past();
    return records;
  } catch (error) {
    if (error instanceof PastRetentionError || !gone.has((error as Error).name)) throw error;
    throw past();
  }
};

/** What a record says, for a person: the event that an outbox record is to publish, a Kinesis record's data, or all of it. */
export const recordContent = (record: unknown): unknown => {
  const { dynamodb, kinesis } = record as {
    dynamodb?: { NewImage?: Record<string, { S?: string }> };
    kinesis?: { data: string };
  };
  if (kinesis) {
    const text = Buffer.from(kinesis.data, "base64").toString();
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  const { source, detailType, detail } = dynamodb?.NewImage ?? {};
  if (source?.S && detailType?.S && detail?.S)
    return { source: source.S, "detail-type": detailType.S, detail: JSON.parse(detail.S) };
  return record;
};
