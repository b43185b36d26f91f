import { z } from "zod";
import { defineResourceType, type ResourceType, stableId } from "../../core/resource-type.ts";
import { queueArn } from "./queue-store.ts";

const tags = z.record(z.string(), z.string()).optional();
const policy = z.union([z.string(), z.record(z.string(), z.unknown())]);
const region = z.string().optional();

export const queueProperties = z.strictObject({
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  fifoQueue: z.boolean().optional(),
  contentBasedDeduplication: z.boolean().optional(),
  deduplicationScope: z.enum(["queue", "messageGroup"]).optional(),
  fifoThroughputLimit: z.enum(["perQueue", "perMessageGroupId"]).optional(),
  delaySeconds: z.number().int().min(0).max(900).optional(),
  maxMessageSize: z.number().int().min(1024).max(1_048_576).optional(),
  messageRetentionSeconds: z.number().int().min(60).max(1_209_600).optional(),
  receiveWaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  visibilityTimeoutSeconds: z.number().int().min(0).max(43_200).optional(),
  policy: z.string().optional(),
  redrivePolicy: z.string().optional(),
  redriveAllowPolicy: z.string().optional(),
  region,
  tags,
  tagsAll: tags,
  // Messages are kept in memory, not encrypted.
  sqsManagedSseEnabled: z.boolean().optional(),
  kmsMasterKeyId: z.string().optional(),
  kmsDataKeyReusePeriodSeconds: z.number().optional(),
});

export const queuePolicyProperties = z.strictObject({ queueUrl: z.string(), policy, region });
export const redrivePolicyProperties = z.strictObject({
  queueUrl: z.string(),
  redrivePolicy: z.string(),
  region,
});
export const redriveAllowPolicyProperties = z.strictObject({
  queueUrl: z.string(),
  redriveAllowPolicy: z.string(),
  region,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:sqs/queue:Queue",
    properties: queueProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const suffix = inputs.fifoQueue ? ".fifo" : "";
      const name =
        inputs.name ?? `${inputs.namePrefix ?? `${logicalName}-`}${stableId(logicalName, 7)}${suffix}`;
      const url = `http://aws.localcloud/${account.accountId}/${name}`;
      return {
        id: url,
        url,
        name,
        arn: queueArn(name, account),
        fifoQueue: inputs.fifoQueue ?? false,
        contentBasedDeduplication: inputs.contentBasedDeduplication ?? false,
        delaySeconds: inputs.delaySeconds ?? 0,
        maxMessageSize: inputs.maxMessageSize ?? 1_048_576,
        messageRetentionSeconds: inputs.messageRetentionSeconds ?? 345_600,
        receiveWaitTimeSeconds: inputs.receiveWaitTimeSeconds ?? 0,
        visibilityTimeoutSeconds: inputs.visibilityTimeoutSeconds ?? 30,
        sqsManagedSseEnabled: inputs.sqsManagedSseEnabled ?? inputs.kmsMasterKeyId === undefined,
      };
    },
  }),
  ...(
    [
      ["aws:sqs/queuePolicy:QueuePolicy", queuePolicyProperties],
      ["aws:sqs/redrivePolicy:RedrivePolicy", redrivePolicyProperties],
      ["aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", redriveAllowPolicyProperties],
    ] as const
  ).map(([type, properties]) =>
    defineResourceType<typeof properties>({
      type,
      properties,
      compute: ({ inputs }) => ({ id: inputs.queueUrl }),
    }),
  ),
];
