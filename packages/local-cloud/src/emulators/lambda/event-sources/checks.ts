import { serviceOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud, Permission } from "../../../core/cloud.ts";
import { pollPermissions } from "../../../core/polling.ts";
import { shardSource } from "../../../core/shards.ts";
import type { FilteredSource } from "../../../patterns/index.ts";
import type {} from "../../sqs/emulator.ts";
import { checkQualified, checkSynchronous } from "../durable/start.ts";
import type { FoundFunction, LambdaFunction } from "../functions.ts";
import { checkPollers } from "./pollers.ts";
import type { EventSourceMappingProperties } from "./properties.ts";

/**
 * A mapping waits for the end of each execution, so an execution may take no longer than an invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking-esm.html
 */
export const checkDurableMapping = (found: FoundFunction): void => {
  if (!found.fn.durable) return;
  try {
    checkQualified(found);
    checkSynchronous(found);
  } catch (error) {
    throw invalid((error as Error).message);
  }
};

export const invalid = (message: string): AwsError =>
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
): ShortVisibility | undefined => {
  const { eventSourceArn: arn, batchSize = 10, maximumBatchingWindowInSeconds: window = 0 } = properties;
  const fifo = arn.endsWith(".fifo");
  if (fifo && batchSize > 10)
    throw invalid(`The batch size of a FIFO queue is at most 10, not ${batchSize}.`);
  if (fifo && window > 0) throw invalid("A batching window is not supported for FIFO queues.");
  if (batchSize > 10 && window < 1)
    throw invalid(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );

  const queue = cloud.graph.resources.find(({ outputs }) => outputs.arn === arn);
  const visibility = Number(
    queue?.outputs.visibilityTimeoutSeconds ?? queue?.inputs.visibilityTimeoutSeconds ?? 30,
  );
  const timeout = fn.timeoutMs / 1000;
  if (!queue) return undefined;
  if (timeout > visibility)
    throw invalid(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
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
  "parallelizationFactor",
  "maximumRetryAttempts",
  "maximumRecordAgeInSeconds",
  "bisectBatchOnFunctionError",
  "tumblingWindowInSeconds",
  "destinationConfig",
] as const;

const kindOf = (arn: string): FilteredSource | undefined => {
  const service = serviceOf(arn);
  if (service === "dynamodb") return arn.includes("/stream/") ? "dynamodb" : undefined;
  return service === "sqs" || service === "kinesis" ? service : undefined;
};

/**
 * What may be said of the settings before anything of the cloud is looked at, as AWS says it. Returns the kind of the
 * source. https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export const checkSettings = (properties: Partial<EventSourceMappingProperties>): FilteredSource => {
  const { eventSourceArn: arn = "", startingPosition, startingPositionTimestamp } = properties;
  const kind = kindOf(arn);
  if (!kind) throw invalid("Unrecognized event source.");
  checkPollers(properties, kind === "sqs");
  if (kind === "sqs") {
    for (const property of STREAM_ONLY)
      if (properties[property] !== undefined)
        throw invalid(`Unsupported ${capital(property)} parameter for given event source mapping type.`);
    if (startingPosition) throw invalid(`Unsupported starting position for arn type: ${arn}`);
    return kind;
  }
  if (!startingPosition)
    throw invalid(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  const isAtTimestamp = startingPosition === "AT_TIMESTAMP";
  if (isAtTimestamp && kind !== "kinesis")
    throw invalid(`Unsupported starting position for arn type: ${arn}`);
  if (isAtTimestamp !== (startingPositionTimestamp !== undefined))
    throw invalid("startingPositionTimestamp is needed at AT_TIMESTAMP, and only there.");
  if (properties.scalingConfig?.maximumConcurrency)
    throw invalid("Unsupported ScalingConfig parameter for given event source mapping type.");
  const age = properties.maximumRecordAgeInSeconds ?? -1;
  if (age >= 0 && age < 60)
    throw invalid(`A maximum record age of ${age} s is not allowed: it is -1, or 60 s and more.`);
  return kind;
};

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The service and action with which a function's role sends to a destination. */
const DESTINATIONS: Readonly<Record<string, string>> = {
  sqs: "sqs:SendMessage",
  sns: "sns:Publish",
  s3: "s3:PutObject",
};

/** What is wrong with the on-failure destination of a stream. */
export const checkDestination = (
  { destinationConfig }: EventSourceMappingProperties,
  fn: LambdaFunction,
  cloud: Pick<Cloud, "allows">,
): void => {
  const destination = destinationConfig?.onFailure?.destinationArn;
  if (!destination) return;
  const action = DESTINATIONS[serviceOf(destination) ?? ""];
  if (!action)
    throw invalid(
      `The on-failure destination of a stream must be a queue, topic or bucket, not ${destination}.`,
    );
  if (destination.endsWith(".fifo"))
    throw invalid("The on-failure destination of a stream cannot be a FIFO queue or topic.");
  const resource = action === "s3:PutObject" ? `${destination}/*` : destination;
  if (!cloud.allows({ kind: "role", arn: fn.role }, [{ action, resource }]))
    throw invalid(
      `The function execution role does not have permissions to call ${action.split(":")[1]} on ${destination}`,
    );
};

/** Throws what AWS says when a function's role may not read the source. */
export const checkReading = (sourceArn: string, fn: LambdaFunction, cloud: Pick<Cloud, "allows">): void => {
  const may = (actions: readonly Permission[]) => cloud.allows({ kind: "role", arn: fn.role }, actions);
  const needed = pollPermissions(sourceArn);
  if (may(needed)) return;
  if (serviceOf(sourceArn) === "sqs") {
    const missing = needed.find((permission) => !may([permission]))?.action.split(":")[1];
    throw invalid(`The function execution role does not have permissions to call ${missing} on SQS`);
  }
  const actions = needed.map(({ action }) => action.split(":")[1]!);
  throw invalid(
    `Cannot access stream ${sourceArn}. Please ensure the role can perform the ${actions.slice(0, -1).join(", ")}, and ${actions.at(-1)} Actions on your stream in IAM.`,
  );
};

/** Throws what AWS says when there is no such source. */
export const checkSource = (sourceArn: string, cloud: Pick<Cloud, "use">): void => {
  if (serviceOf(sourceArn) === "sqs") {
    if (cloud.use("queues").get(sourceArn)) return;
    throw invalid(
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    );
  }
  if (!shardSource(cloud, sourceArn)) throw invalid(`Stream not found: ${sourceArn}`);
};
