import { isArnOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { checkQualified, checkSynchronous } from "../durable/start.ts";
import type { FoundFunction, LambdaFunction } from "../functions.ts";
import type { EventSourceMappingProperties } from "./properties.ts";

/**
 * A mapping waits for the end of each execution, so an execution may take no longer than an invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking-esm.html
 */
export const checkDurableMapping = (found: FoundFunction, name: string): void => {
  if (!found.fn.durable) return;
  try {
    checkQualified(found);
    checkSynchronous(found);
  } catch (error) {
    throw invalid(`${name}: ${(error as Error).message}`);
  }
};

const invalid = (message: string) =>
  new AwsError("InvalidParameterValueException", message, { fields: { Type: "User" } });

/** A queue whose messages may come again while they are still being handled. Times are in seconds. */
export interface ShortVisibility {
  readonly queue: string;
  readonly visibility: number;
  readonly timeout: number;
  readonly advised: number;
}

/**
 * Throws what AWS refuses when a mapping of a queue is created; returns what its guide advises against.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const checkQueueMapping = (
  properties: EventSourceMappingProperties,
  fn: LambdaFunction,
  cloud: Cloud,
  name: string,
): ShortVisibility | undefined => {
  const { eventSourceArn: arn, batchSize = 10, maximumBatchingWindowInSeconds: window = 0 } = properties;
  const fifo = arn.endsWith(".fifo");
  for (const property of STREAM_ONLY)
    if (properties[property] !== undefined)
      throw invalid(`${name}: ${property} is not supported for the event source SQS.`);
  if (fifo && batchSize > 10)
    throw invalid(`${name}: the batch size of a FIFO queue is at most 10, not ${batchSize}.`);
  if (fifo && window > 0) throw invalid(`${name}: a batching window is not supported for FIFO queues.`);
  if (batchSize > 10 && window < 1)
    throw invalid(`${name}: a batch size over 10 needs a maximum batching window of at least one second.`);

  const queue = cloud.graph.resources.find(({ outputs }) => outputs.arn === arn);
  const visibility = Number(
    queue?.outputs.visibilityTimeoutSeconds ?? queue?.inputs.visibilityTimeoutSeconds ?? 30,
  );
  const timeout = fn.timeoutMs / 1000;
  if (!queue) return undefined;
  if (timeout > visibility)
    throw invalid(
      `${name}: Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
    );
  const advised = 6 * timeout + window;
  return visibility < advised ? { queue: queue.name, visibility, timeout, advised } : undefined;
};

/** One warning for all queues with the same times, since most have SST's own: 30 s for a queue, 20 s for its function. */
export const visibilityWarnings = (found: readonly ShortVisibility[]): string[] => {
  const alike = Map.groupBy(found, ({ visibility, timeout, advised }) =>
    [visibility, timeout, advised].join(" "),
  );
  return [...alike.values()].map((queues) => {
    const { visibility, timeout, advised } = queues[0]!;
    // A config is evaluated in no certain order.
    const names = [...new Set(queues.map(({ queue }) => queue))].sort().join(", ");
    const window = advised > 6 * timeout ? " plus the batching window" : "";
    return `${names}: the visibility timeout of ${visibility} s is less than six times the ${timeout} s its function may take${window}; set it to ${advised} s or more, or messages come again while they are still being handled.`;
  });
};

const STREAM_ONLY = [
  "startingPosition",
  "parallelizationFactor",
  "maximumRetryAttempts",
  "maximumRecordAgeInSeconds",
  "bisectBatchOnFunctionError",
  "destinationConfig",
] as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
export const checkStreamMapping = (properties: EventSourceMappingProperties, name: string): void => {
  if (!properties.startingPosition) throw invalid(`${name}: a stream needs a startingPosition.`);
  if (properties.scalingConfig?.maximumConcurrency)
    throw invalid(
      `${name}: scalingConfig is only supported for the event source SQS; use parallelizationFactor.`,
    );
  const destination = properties.destinationConfig?.onFailure?.destinationArn;
  if (destination && !isArnOf(destination, "sqs") && !isArnOf(destination, "sns"))
    throw invalid(
      `${name}: the on-failure destination of a stream must be a queue or topic, not ${destination}.`,
    );
  if (destination?.endsWith(".fifo"))
    throw invalid(`${name}: the on-failure destination of a stream cannot be a FIFO queue or topic.`);
};
