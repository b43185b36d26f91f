import { z } from "zod";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";
import { consumerArn } from "./consumers.ts";
import { streamArn } from "./stream-store.ts";

export const STREAM = "aws:kinesis/stream:Stream";
export const CONSUMER = "aws:kinesis/streamConsumer:StreamConsumer";
export const POLICY = "aws:kinesis/resourcePolicy:ResourcePolicy";

/** The ARN of a consumer has the second when it was made; those of a graph must be known before that. */
export const GRAPH_BEGAN = Date.UTC(2026, 0) / 1000;

/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const ON_DEMAND_SHARDS = 4;
export const DEFAULT_RECORD_KIB = 1024;

export const streamProperties = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-zA-Z0-9_.-]{1,128}$/, "has 1 to 128 letters, digits, underscores, dots and hyphens")
      .optional(),
    arn: z.string().optional(),
    shardCount: z.number().int().min(1).max(10_000).optional(),
    streamModeDetails: z.strictObject({ streamMode: z.enum(["PROVISIONED", "ON_DEMAND"]) }).optional(),
    retentionPeriod: z.number().int().min(24).max(8760).optional(),
    maxRecordSizeInKib: z.number().int().min(1024).max(10_240).optional(),
    // Nothing is encrypted, and there are no metrics.
    encryptionType: z.enum(["NONE", "KMS"]).optional(),
    kmsKeyId: z.string().optional(),
    shardLevelMetrics: z.array(z.string()).optional(),
    enforceConsumerDeletion: z.boolean().optional(),
    region,
    ...tagged,
  })
  .superRefine(({ streamModeDetails, shardCount, encryptionType, kmsKeyId }, { addIssue }) => {
    const refuse = (property: string, message: string) =>
      addIssue({ code: "custom", path: [property], message });
    const onDemand = streamModeDetails?.streamMode === "ON_DEMAND";
    if (onDemand && shardCount)
      refuse("shardCount", "a stream in mode ON_DEMAND finds its own number of shards; remove it");
    if (!onDemand && !shardCount)
      refuse("shardCount", "is needed for a stream in mode PROVISIONED; set it, or streamModeDetails");
    if (encryptionType === "KMS" && !kmsKeyId)
      refuse("kmsKeyId", "is needed for the encryptionType KMS; set it, for example to alias/aws/kinesis");
  });

export const consumerProperties = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{1,128}$/, "has 1 to 128 letters, digits, underscores, dots and hyphens")
    .optional(),
  streamArn: z.string(),
  region,
  ...tagged,
});

export const policyProperties = z.strictObject({
  resourceArn: z.string(),
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]),
  region,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: STREAM,
    properties: streamProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const name = physicalName(logicalName, inputs);
      const arn = streamArn(name, account);
      const streamMode = inputs.streamModeDetails?.streamMode ?? "PROVISIONED";
      return {
        id: arn,
        arn,
        name,
        streamModeDetails: { streamMode },
        retentionPeriod: inputs.retentionPeriod ?? 24,
        maxRecordSizeInKib: inputs.maxRecordSizeInKib ?? DEFAULT_RECORD_KIB,
        encryptionType: inputs.encryptionType ?? "NONE",
        tagsAll: inputs.tagsAll ?? inputs.tags ?? {},
      };
    },
  }),
  defineResourceType({
    type: CONSUMER,
    properties: consumerProperties,
    compute: ({ name: logicalName, inputs }) => {
      const name = physicalName(logicalName, inputs);
      const arn = consumerArn(inputs.streamArn, name, GRAPH_BEGAN);
      return {
        id: arn,
        arn,
        name,
        creationTimestamp: new Date(GRAPH_BEGAN * 1000).toISOString(),
        tagsAll: inputs.tagsAll ?? inputs.tags ?? {},
      };
    },
  }),
  defineResourceType({
    type: POLICY,
    properties: policyProperties,
    compute: ({ inputs }) => ({ id: inputs.resourceArn }),
  }),
];
