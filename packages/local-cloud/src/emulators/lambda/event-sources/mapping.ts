import { serviceOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { OutputOf } from "../../../core/aws-operations.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { type Poll, pollPermissions } from "../../../core/polling.ts";
import type { Resource } from "../../../core/resource-graph.ts";
import { compileFilterCriteria } from "../../../patterns/filter-criteria.ts";
import type { FoundFunction, LambdaFunction } from "../functions.ts";
import type { Lineage } from "../lineage.ts";
import type { Runner } from "../runner.ts";
import {
  checkDurableMapping,
  checkQueueMapping,
  checkStreamMapping,
  type ShortVisibility,
} from "./checks.ts";
import { type EventSourceMappingProperties, eventSourceMappingProperties } from "./properties.ts";
import { pollQueueSource } from "./queue-source.ts";
import { pollStreamSource } from "./stream-source.ts";

/** A queue or stream whose records invoke a function. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly fn: LambdaFunction;
  readonly sourceArn: string;
  readonly shortVisibility?: ShortVisibility;
  start(): void;
  stop(): Promise<void>;
  /** As `GetEventSourceMapping` answers it. */
  describe(): OutputOf<"lambda", "GetEventSourceMapping">;
}

/** What a source needs to hand its batches to the function. */
export interface SourceContext {
  readonly cloud: Cloud;
  readonly runner: Runner;
  readonly lineage: Lineage;
  readonly found: FoundFunction;
  readonly properties: EventSourceMappingProperties;
  readonly reportsItems: boolean;
  readonly filter?: ReturnType<typeof compileFilterCriteria>;
  /** How many threads the function may have here; more batches at once would only wait. */
  readonly maximumWorkers: number;
}

export const createEventSourceMapping = (
  resource: Resource,
  context: Pick<SourceContext, "cloud" | "runner" | "lineage" | "maximumWorkers"> & {
    find(functionName: string): FoundFunction;
  },
): EventSourceMapping => {
  const { cloud } = context;
  const properties = eventSourceMappingProperties.parse(resource.inputs);
  const found = context.find(properties.functionName);
  checkDurableMapping(found, resource.name);
  const service = serviceOf(properties.eventSourceArn);
  let shortVisibility: ShortVisibility | undefined;
  if (service === "sqs") shortVisibility = checkQueueMapping(properties, found.fn, cloud, resource.name);
  else if (service === "dynamodb") checkStreamMapping(properties, resource.name);
  else
    throw new AwsError(
      "InvalidParameterValueException",
      `${resource.name}: the local cloud polls SQS queues and DynamoDB streams, not ${properties.eventSourceArn}.`,
    );
  const patterns = properties.filterCriteria?.filters?.map(({ pattern }) => pattern) ?? [];
  const source: SourceContext = {
    ...context,
    found,
    properties,
    reportsItems: properties.functionResponseTypes?.includes("ReportBatchItemFailures") ?? false,
    filter: patterns.length > 0 ? compileFilterCriteria(patterns) : undefined,
  };
  const uuid = String(resource.outputs.uuid);
  const enabled = properties.enabled !== false;
  let poll: Poll | undefined;

  return {
    uuid,
    fn: found.fn,
    sourceArn: properties.eventSourceArn,
    shortVisibility,
    start: () => {
      if (!enabled) return;
      cloud.authorize({ kind: "role", arn: found.fn.role }, pollPermissions(properties.eventSourceArn));
      poll = service === "sqs" ? pollQueueSource(source) : pollStreamSource(source);
    },
    stop: async () => {
      await poll?.stop();
    },
    describe: () => ({
      UUID: uuid,
      EventSourceMappingArn: String(resource.outputs.arn),
      EventSourceArn: properties.eventSourceArn,
      FunctionArn: found.invokedArn,
      State: enabled ? "Enabled" : "Disabled",
      BatchSize: properties.batchSize ?? (service === "sqs" ? 10 : 100),
      MaximumBatchingWindowInSeconds: properties.maximumBatchingWindowInSeconds ?? 0,
      FunctionResponseTypes: properties.functionResponseTypes ?? [],
      FilterCriteria: patterns.length > 0 ? { Filters: patterns.map((Pattern) => ({ Pattern })) } : undefined,
      ScalingConfig: properties.scalingConfig?.maximumConcurrency
        ? { MaximumConcurrency: properties.scalingConfig.maximumConcurrency }
        : undefined,
      StartingPosition: properties.startingPosition,
    }),
  };
};
