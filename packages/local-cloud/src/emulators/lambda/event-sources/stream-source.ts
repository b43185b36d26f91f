import { AwsError } from "../../../core/aws-error.ts";
import type { Batch, BatchResult, Poll, StreamRecord } from "../../../core/polling.ts";
import { sendToDestination } from "../destinations.ts";
import type { RunResult } from "../runner.ts";
import { deliverBatch } from "./deliver.ts";
import { reasonOf } from "./failure-reason.ts";
import type { SourceContext } from "./mapping.ts";

/** Hands the records of a table's stream to the function, in batches, each item's records in order. */
export const pollStreamSource = (context: SourceContext): Poll => {
  const { cloud, found, properties, filter } = context;
  const { fn } = found;
  const destination = properties.destinationConfig?.onFailure?.destinationArn;

  const fail = (record: StreamRecord, reason: { code: string; message: string }, result: RunResult) => {
    const hop = cloud.journal.record({
      service: "lambda",
      action: "FailRecord",
      resource: fn.arn,
      source: properties.eventSourceArn,
      causes: [result.hop.id],
      error: reason,
    });
    cloud.journal.link(`ddb:${record.eventID}`, hop);
  };

  const handle = async ({ records, causes }: Batch<StreamRecord>): Promise<BatchResult> => {
    const ids = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const { verdict, result } = await deliverBatch(context, { records, ids, causes, retryForMs: 60_000 });
    if ("allFailed" in verdict) {
      for (const record of records) fail(record, verdict.allFailed, result);
      throw new AwsError(verdict.allFailed.code, verdict.allFailed.message);
    }
    for (const failure of verdict.failed) {
      const record = records.find(({ dynamodb }) => dynamodb.SequenceNumber === failure.id)!;
      fail(record, reasonOf(failure, result.lines, verdict.failed.length === 1), result);
    }
    return verdict.failed.map(({ id }) => id);
  };

  /** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  const onDiscard = async (
    { records, causes }: Batch<StreamRecord>,
    reason: { code: string; message: string },
  ) => {
    if (!destination) {
      cloud.warn(
        `${fn.logicalName} gave up on ${records.length} stream record(s) (${reason.code}: ${reason.message}); without an on-failure destination they are lost.`,
      );
      return;
    }
    const [first, last] = [records[0]!, records.at(-1)!];
    const arrival = (record: StreamRecord) =>
      new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
    await sendToDestination(cloud, fn, destination, {
      causes: [
        ...new Set([...causes, ...cloud.journal.causesOf(...records.map(({ eventID }) => `ddb:${eventID}`))]),
      ],
      body: {
        requestContext: {
          requestId: first.eventID,
          functionArn: fn.arn,
          condition: reason.code,
          approximateInvokeCount: (properties.maximumRetryAttempts ?? 0) + 1,
        },
        responseContext: { statusCode: 200, executedVersion: fn.version, functionError: "Unhandled" },
        version: "1.0",
        timestamp: new Date(cloud.clock.now()).toISOString(),
        DDBStreamBatchInfo: {
          shardId: "shardId-00000000000000000000-00000000",
          startSequenceNumber: first.dynamodb.SequenceNumber,
          endSequenceNumber: last.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: arrival(first),
          approximateArrivalOfLastRecord: arrival(last),
          batchSize: records.length,
          streamArn: properties.eventSourceArn,
        },
      },
    });
  };

  return cloud.use("polling").stream({
    streamArn: properties.eventSourceArn,
    startingPosition: properties.startingPosition ?? "LATEST",
    batchSize: properties.batchSize ?? 100,
    batchWindowMs: (properties.maximumBatchingWindowInSeconds ?? 0) * 1000,
    concurrency: properties.parallelizationFactor ?? 1,
    maximumRetryAttempts: properties.maximumRetryAttempts ?? -1,
    maximumRecordAgeSeconds: properties.maximumRecordAgeInSeconds ?? -1,
    bisectOnError: properties.bisectBatchOnFunctionError ?? false,
    filter,
    handle,
    onDiscard,
  });
};
