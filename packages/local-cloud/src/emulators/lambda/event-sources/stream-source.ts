import { AwsError } from "../../../core/aws-error.ts";
import type { Discarded, Poll, PolledRecord, StreamBatch, StreamBatchResult } from "../../../core/polling.ts";
import { type Checkpoints, shardSource } from "../../../core/shards.ts";
import type { RunResult } from "../runner.ts";
import { answerValue } from "../streaming/answer-stream.ts";
import { readBatchResponse } from "./batch-response.ts";
import { sendDiscarded } from "./discarded.ts";
import { reasonOf } from "./failure-reason.ts";
import { noteIteratorAge } from "./iterator-age.ts";
import type { SourceContext } from "./mapping.ts";
import { streamEvent, windowEvent } from "./stream-events.ts";

type Result = StreamBatchResult<RunResult>;

/** Hands the records of a stream to the function, in batches, those of one key in order. */
export const pollStreamSource = (context: SourceContext, checkpoints: Promise<Checkpoints>): Poll => {
  const { cloud, found, properties, filter } = context;
  const { fn } = found;
  const { eventSourceArn } = properties;
  const destination = properties.destinationConfig?.onFailure?.destinationArn;
  const source = shardSource(cloud, eventSourceArn);
  if (!source) throw new AwsError("InvalidParameterValueException", `Stream not found: ${eventSourceArn}`);

  const noteFailure = (
    { record }: PolledRecord,
    reason: { code: string; message: string },
    result: RunResult,
  ) => {
    const hop = cloud.journal.record({
      service: "lambda",
      action: "FailRecord",
      resource: fn.arn,
      source: eventSourceArn,
      causes: [result.hop.id],
      error: reason,
    });
    cloud.journal.link(record.journalKey, hop);
  };

  const failAll = (
    batch: StreamBatch,
    reason: { code: string; message: string },
    response: RunResult,
  ): Result => {
    for (const record of batch.records) noteFailure(record, reason, response);
    context.processed("PROBLEM: Function call failed");
    return { failed: "all", response };
  };

  const read = (batch: StreamBatch, response: RunResult): Result => {
    const { records, window } = batch;
    if (response.error)
      return failAll(
        batch,
        { code: response.error.errorType, message: response.error.errorMessage },
        response,
      );
    const ids = records.map(({ record }) => record.sequenceNumber);
    const verdict = context.reportsItems ? readBatchResponse(response.payload, ids) : { failed: [] };
    if ("allFailed" in verdict) return failAll(batch, verdict.allFailed, response);
    const answer = window && (answerValue(response.payload) as { state?: unknown } | null);
    if (window && !window.isFinal && (typeof answer !== "object" || answer?.state === undefined))
      return failAll(batch, WITHOUT_STATE, response);
    for (const failure of verdict.failed) {
      const record = records.find(({ record }) => record.sequenceNumber === failure.id)!;
      noteFailure(record, reasonOf(failure, response.lines, verdict.failed.length === 1), response);
    }
    context.processed(verdict.failed.length > 0 ? "PROBLEM: Function call failed" : "OK");
    return { failed: verdict.failed.map(({ id }) => id), state: answer?.state, response };
  };

  const invoke = async (batch: StreamBatch): Promise<Result> => {
    const payload = JSON.stringify({
      Records: batch.records.map(({ event }) => event),
      ...(batch.window && windowEvent(batch.window, batch.shardId, eventSourceArn)),
    });
    try {
      const { causes } = batch;
      const response = await context.runner.run(found, { payload, causes, source: eventSourceArn });
      noteIteratorAge(cloud, source.streamArn, fn, batch, response);
      return read(batch, response);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "TooManyRequestsException") throw error;
      context.processed("PROBLEM: Function call failed");
      return { failed: "throttled" };
    }
  };

  const handle = async (batch: StreamBatch): Promise<Result> => {
    const payload = batch.records.map(({ event }) => event);
    let result: Result = { failed: "throttled" };
    for (const delay of cloud.faults.delivery({
      service: "lambda",
      from: eventSourceArn,
      to: fn.arn,
      payload,
    })) {
      if (delay > 0) await cloud.clock.wait(delay);
      result = await invoke(batch);
    }
    return result;
  };

  const onDiscard = async (discarded: Discarded<RunResult>) => {
    const { condition, message, count } = discarded;
    if (!destination) {
      cloud.warn(
        `${fn.logicalName} gave up on ${count} stream record(s) (${condition}: ${message}); without an on-failure destination they are lost.`,
      );
      return;
    }
    const { uuid } = context;
    const mapping = {
      uuid,
      fn,
      version: discarded.response?.version ?? found.version,
      sourceArn: eventSourceArn,
      streamArn: source.streamArn,
    };
    await sendDiscarded(cloud, mapping, destination, discarded);
  };

  return cloud.use("polling").stream<RunResult>({
    source,
    checkpoints,
    batchSize: properties.batchSize ?? 100,
    batchWindowMs: (properties.maximumBatchingWindowInSeconds ?? 0) * 1000,
    parallelizationFactor: properties.parallelizationFactor ?? 1,
    maximumRetryAttempts: properties.maximumRetryAttempts ?? -1,
    maximumRecordAgeSeconds: properties.maximumRecordAgeInSeconds ?? -1,
    bisectOnError: properties.bisectBatchOnFunctionError ?? false,
    tumblingWindowMs: (properties.tumblingWindowInSeconds ?? 0) * 1000,
    event: (record, shardId) =>
      streamEvent({ record, shardId }, { cloud, sourceArn: eventSourceArn, role: fn.role }),
    filter: filter && (({ event }) => filter(event)),
    handle,
    onDiscard,
  });
};

/** https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html */
const WITHOUT_STATE = {
  code: "InvalidWindowResponse",
  message:
    "The function answered without state, which a tumbling window needs; AWS then counts the batch as failed.",
};
