import { z } from "zod";
import type { EventSourceMappingProperties } from "./properties.ts";

const text = z.string();
const between = (min: number, max: number) =>
  z
    .int()
    .min(min, `Member must have value greater than or equal to ${min}`)
    .max(max, `Member must have value less than or equal to ${max}`)
    .optional();
const positions = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"] as const;
const target = z.strictObject({ Destination: text.optional() }).optional();

/** What mappings of queues and streams have in common when they are created and updated. */
const settings = {
  Enabled: z.boolean().optional(),
  BatchSize: between(1, 10_000),
  MaximumBatchingWindowInSeconds: between(0, 300),
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: text.optional() })).optional() })
    .optional(),
  FunctionResponseTypes: z.array(z.enum(["ReportBatchItemFailures"])).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: between(2, 1_000) }).optional(),
  ProvisionedPollerConfig: z
    .strictObject({ MinimumPollers: between(1, 200), MaximumPollers: between(1, 2_000) })
    .optional(),
  ParallelizationFactor: between(1, 10),
  MaximumRetryAttempts: between(-1, 10_000),
  MaximumRecordAgeInSeconds: between(-1, 604_800),
  BisectBatchOnFunctionError: z.boolean().optional(),
  TumblingWindowInSeconds: between(0, 900),
  DestinationConfig: z.strictObject({ OnFailure: target, OnSuccess: target }).optional(),
  MetricsConfig: z.strictObject({ Metrics: z.array(text).optional() }).optional(),
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const createInput = z.strictObject({
  ...settings,
  FunctionName: text,
  EventSourceArn: text.optional(),
  StartingPosition: z
    .enum(positions, `Member must satisfy enum value set: [${positions.join(", ")}]`)
    .optional(),
  /** Seconds on the wire. */
  StartingPositionTimestamp: z.union([z.number(), z.date()]).optional(),
  Tags: z.record(text, text).optional(),
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const updateInput = z.strictObject({ ...settings, UUID: text, FunctionName: text.optional() });

export const ofMapping = z.strictObject({ UUID: text });

export const listInput = z.strictObject({
  EventSourceArn: text.optional(),
  FunctionName: text.optional(),
  Marker: text.optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
});

type Settings = Partial<z.output<typeof createInput>>;

/** The same settings as a config names them; what is not given is left out. */
export const propertiesOf = (input: Settings): Partial<EventSourceMappingProperties> => {
  const { FilterCriteria: criteria, DestinationConfig: destination, StartingPositionTimestamp: at } = input;
  const all: Partial<EventSourceMappingProperties> = {
    functionName: input.FunctionName,
    eventSourceArn: input.EventSourceArn,
    enabled: input.Enabled,
    batchSize: input.BatchSize,
    maximumBatchingWindowInSeconds: input.MaximumBatchingWindowInSeconds,
    functionResponseTypes: input.FunctionResponseTypes,
    filterCriteria: criteria && {
      filters: criteria.Filters?.map(({ Pattern = "" }) => ({ pattern: Pattern })),
    },
    scalingConfig: input.ScalingConfig && { maximumConcurrency: input.ScalingConfig.MaximumConcurrency },
    provisionedPollerConfig: input.ProvisionedPollerConfig && {
      minimumPollers: input.ProvisionedPollerConfig.MinimumPollers,
      maximumPollers: input.ProvisionedPollerConfig.MaximumPollers,
    },
    startingPosition: input.StartingPosition,
    startingPositionTimestamp:
      at === undefined ? undefined : new Date(typeof at === "number" ? at * 1000 : at).toISOString(),
    parallelizationFactor: input.ParallelizationFactor,
    maximumRetryAttempts: input.MaximumRetryAttempts,
    maximumRecordAgeInSeconds: input.MaximumRecordAgeInSeconds,
    bisectBatchOnFunctionError: input.BisectBatchOnFunctionError,
    tumblingWindowInSeconds: input.TumblingWindowInSeconds,
    destinationConfig: destination && {
      onFailure: destination.OnFailure && { destinationArn: destination.OnFailure.Destination },
    },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};
