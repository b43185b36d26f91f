import type { OutputOf } from "../../../core/aws-operations.ts";
import type { FilteredSource } from "../../../patterns/index.ts";
import { pollersOf } from "./pollers.ts";
import type { EventSourceMappingProperties } from "./properties.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export type MappingState =
  | "Creating"
  | "Enabling"
  | "Enabled"
  | "Disabling"
  | "Disabled"
  | "Updating"
  | "Deleting";

type Described = OutputOf<"lambda", "GetEventSourceMapping">;

/** A mapping as AWS shows it: of streams with every setting, of queues with those that were given. */
export const describeMapping = (mapping: {
  uuid: string;
  arn: string;
  functionArn: string;
  kind: FilteredSource;
  properties: EventSourceMappingProperties;
  state: MappingState;
  lastModified: number;
  lastResult: string;
}): Described => {
  const { kind, properties } = mapping;
  const filters = properties.filterCriteria?.filters ?? [];
  const isQueue = kind === "sqs";
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: mapping.arn,
    EventSourceArn: properties.eventSourceArn,
    FunctionArn: mapping.functionArn,
    State: mapping.state,
    StateTransitionReason: isQueue ? "USER_INITIATED" : "User action",
    LastModified: new Date(mapping.lastModified),
    BatchSize: properties.batchSize ?? (isQueue ? 10 : 100),
    MaximumBatchingWindowInSeconds: properties.maximumBatchingWindowInSeconds ?? 0,
    FunctionResponseTypes: properties.functionResponseTypes ?? [],
    ...(filters.length > 0 && {
      FilterCriteria: { Filters: filters.map(({ pattern }) => ({ Pattern: pattern })) },
    }),
    ...(isQueue ? queueSettings(properties) : streamSettings(properties, mapping.lastResult)),
  };
};

const queueSettings = (properties: EventSourceMappingProperties): Described => {
  const { scalingConfig, provisionedPollerConfig } = properties;
  const pollers = provisionedPollerConfig && pollersOf(provisionedPollerConfig);
  return {
    ...(scalingConfig?.maximumConcurrency && {
      ScalingConfig: { MaximumConcurrency: scalingConfig.maximumConcurrency },
    }),
    ...(pollers && {
      ProvisionedPollerConfig: { MinimumPollers: pollers.minimum, MaximumPollers: pollers.maximum },
    }),
  };
};

const streamSettings = (properties: EventSourceMappingProperties, lastResult: string): Described => {
  const destination = properties.destinationConfig?.onFailure?.destinationArn;
  const at = properties.startingPositionTimestamp;
  return {
    LastProcessingResult: lastResult,
    StartingPosition: properties.startingPosition,
    ...(at !== undefined && { StartingPositionTimestamp: new Date(at) }),
    ParallelizationFactor: properties.parallelizationFactor ?? 1,
    MaximumRetryAttempts: properties.maximumRetryAttempts ?? -1,
    MaximumRecordAgeInSeconds: properties.maximumRecordAgeInSeconds ?? -1,
    BisectBatchOnFunctionError: properties.bisectBatchOnFunctionError ?? false,
    TumblingWindowInSeconds: properties.tumblingWindowInSeconds ?? 0,
    DestinationConfig: { OnFailure: destination ? { Destination: destination } : {} },
  };
};
