import { AwsError } from "../../../core/aws-error.ts";
import type { Batch, BatchResult, Poll, QueueRecord } from "../../../core/polling.ts";
import type {} from "../../sqs/emulator.ts";
import { loopError } from "../lineage.ts";
import type { RunResult } from "../runner.ts";
import { deliverBatch } from "./deliver.ts";
import { reasonOf } from "./failure-reason.ts";
import type { SourceContext } from "./mapping.ts";
import { mostAtOnce } from "./pollers.ts";

/** Hands the messages of a queue to the function, in batches. */
export const pollQueueSource = (context: SourceContext): Poll => {
  const { cloud, found, properties, filter, lineage } = context;
  const { fn } = found;

  const fail = (record: QueueRecord, reason: { code: string; message: string }, result?: RunResult) => {
    const hop = cloud.journal.record({
      service: "lambda",
      action: "FailMessage",
      resource: fn.arn,
      source: properties.eventSourceArn,
      causes: result ? [result.hop.id] : cloud.journal.causesOf(`sqs:${record.messageId}`),
      error: reason,
    });
    cloud.journal.link(`sqs:${record.messageId}`, hop);
    // The poll notes a general reason when it gets the ids back; this particular one then replaces it.
    setImmediate(() => cloud.use("queues").failed(record.messageId, reason, [hop.id]));
  };

  /** Takes the messages of a loop out of the queue; those that are left. */
  const withoutLoops = (records: readonly QueueRecord[]): readonly QueueRecord[] => {
    const { journal } = cloud;
    return records.filter(({ messageId, receiptHandle }) => {
      const causes = journal.causesOf(`sqs:${messageId}`);
      if (!lineage.isLoop(fn, causes)) return true;
      const error = loopError(fn, properties.eventSourceArn);
      cloud.warn(error.message);
      cloud.use("queues").discard(properties.eventSourceArn, { messageId, receiptHandle }, error, causes);
      return false;
    });
  };

  const handle = async (batch: Batch<QueueRecord>): Promise<BatchResult> => {
    const records = withoutLoops(batch.records);
    if (records.length === 0) return [];
    const ids = records.map(({ messageId }) => messageId);
    const { verdict, result } = await deliverBatch(context, {
      records,
      ids,
      causes: batch.causes,
      retryForMs: fn.timeoutMs * 5,
    });
    if ("allFailed" in verdict) {
      for (const record of records) fail(record, verdict.allFailed, result);
      throw new AwsError(verdict.allFailed.code, verdict.allFailed.message);
    }
    for (const failure of verdict.failed) {
      const record = records.find(({ messageId }) => messageId === failure.id)!;
      fail(record, reasonOf(failure, result.lines, verdict.failed.length === 1), result);
    }
    return verdict.failed.map(({ id }) => id);
  };

  return cloud.use("polling").queue({
    queueArn: properties.eventSourceArn,
    batchSize: properties.batchSize ?? 10,
    batchWindowMs: (properties.maximumBatchingWindowInSeconds ?? 0) * 1000,
    concurrency: Math.max(
      1,
      Math.min(
        mostAtOnce(properties),
        fn.reservedConcurrency || Number.POSITIVE_INFINITY,
        context.maximumWorkers,
      ),
    ),
    filter,
    ready: (signal) => context.runner.ready(found.choose(), signal),
    handle,
  });
};
