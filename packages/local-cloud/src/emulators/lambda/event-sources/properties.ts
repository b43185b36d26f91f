import { z } from "zod";

const text = z.string();
const tags = z.record(text, text).nullable().optional();

export const eventSourceMappingProperties = z.strictObject({
  region: text.optional(),
  tags,
  tagsAll: tags,
  functionName: text,
  eventSourceArn: text,
  enabled: z.boolean().optional(),
  batchSize: z.int().min(1).max(10_000).optional(),
  maximumBatchingWindowInSeconds: z.int().min(0).max(300).optional(),
  functionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).nullable().optional(),
  filterCriteria: z
    .strictObject({ filters: z.array(z.strictObject({ pattern: text })).optional() })
    .nullable()
    .optional(),
  scalingConfig: z
    .strictObject({ maximumConcurrency: z.int().min(2).max(1000).optional() })
    .nullable()
    .optional(),
  /** Up to 10 invocations at once each: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
  provisionedPollerConfig: z
    .strictObject({
      minimumPollers: z.int().min(2).max(200).optional(),
      maximumPollers: z.int().min(2).max(2000).optional(),
    })
    .nullable()
    .optional(),
  startingPosition: z.enum(["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]).optional(),
  /** RFC 3339. */
  startingPositionTimestamp: z.iso.datetime({ offset: true }).optional(),
  parallelizationFactor: z.int().min(1).max(10).optional(),
  maximumRetryAttempts: z.int().min(-1).max(10_000).optional(),
  maximumRecordAgeInSeconds: z.int().min(-1).max(604_800).optional(),
  bisectBatchOnFunctionError: z.boolean().optional(),
  tumblingWindowInSeconds: z.int().min(0).max(900).optional(),
  destinationConfig: z
    .strictObject({ onFailure: z.strictObject({ destinationArn: text.optional() }).optional() })
    .nullable()
    .optional(),
  metricsConfig: z
    .strictObject({ metrics: z.array(text) })
    .nullable()
    .optional(),
});

export type EventSourceMappingProperties = z.output<typeof eventSourceMappingProperties>;
