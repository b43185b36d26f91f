import { z } from "zod";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";
import { whyNoQueueName } from "./queue-attributes.ts";
import { queueArn } from "./queue-store.ts";
import { isRedriveAllowPolicy, parseRedrivePolicy } from "./redrive-policy.ts";

const policy = z.union([z.string(), z.record(z.string(), z.unknown())]);
const redrivePolicyText = z.string().refine((text) => text === "" || parseRedrivePolicy(text) !== undefined, {
  error: "must be JSON with the ARN of a queue as deadLetterTargetArn and a maxReceiveCount from 1 to 1000",
});
const redriveAllowPolicyText = z.string().refine((text) => text === "" || isRedriveAllowPolicy(text), {
  error:
    "must be JSON with a redrivePermission of allowAll, denyAll or byQueue, and for byQueue (only) 1 to 10 sourceQueueArns",
});

const ONLY_FIFO = "only FIFO queues have it, and AWS refuses it for others; remove it, or set fifoQueue";

export const queueProperties = z
  .strictObject({
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
    redrivePolicy: redrivePolicyText.optional(),
    redriveAllowPolicy: redriveAllowPolicyText.optional(),
    region,
    ...tagged,
    // Messages are kept in memory, not encrypted; a key decides only which services may send.
    sqsManagedSseEnabled: z.boolean().optional(),
    kmsMasterKeyId: z.string().optional(),
    kmsDataKeyReusePeriodSeconds: z.number().int().min(60).max(86_400).optional(),
  })
  .superRefine(({ name, namePrefix, fifoQueue = false, ...queue }, { addIssue }) => {
    const refuse = (property: string, message: string) =>
      addIssue({ code: "custom", path: [property], message });
    const badName = name === undefined ? undefined : whyNoQueueName(name, fifoQueue);
    if (badName !== undefined)
      refuse(
        "name",
        `"${name}" is no name of a ${fifoQueue ? "FIFO" : "standard"} queue; it has up to 80 letters, digits, hyphens and underscores, and ends with .fifo where fifoQueue is set, and only there`,
      );
    if (namePrefix !== undefined && !/^[\w-]{1,68}$/.test(namePrefix))
      refuse("namePrefix", "has up to 68 letters, digits, hyphens and underscores; shorten or rename it");
    if (queue.sqsManagedSseEnabled && queue.kmsMasterKeyId)
      refuse("kmsMasterKeyId", "a queue has one encryption; remove it, or sqsManagedSseEnabled");
    if (fifoQueue) {
      if (queue.fifoThroughputLimit === "perMessageGroupId" && queue.deduplicationScope !== "messageGroup")
        refuse(
          "fifoThroughputLimit",
          'perMessageGroupId is allowed only with a deduplicationScope of "messageGroup"; set it, or remove this',
        );
      return;
    }
    if (queue.contentBasedDeduplication) refuse("contentBasedDeduplication", ONLY_FIFO);
    if (queue.deduplicationScope !== undefined) refuse("deduplicationScope", ONLY_FIFO);
    if (queue.fifoThroughputLimit !== undefined) refuse("fifoThroughputLimit", ONLY_FIFO);
  });

/** Queue attributes as the API names them, of the properties that were set. */
export const attributesOf = (inputs: z.output<typeof queueProperties>): Record<string, string> => {
  const attributes = {
    FifoQueue: inputs.fifoQueue || undefined,
    // Pulumi writes false for what a standard queue does not have.
    ContentBasedDeduplication: inputs.contentBasedDeduplication || undefined,
    DeduplicationScope: inputs.deduplicationScope,
    FifoThroughputLimit: inputs.fifoThroughputLimit,
    DelaySeconds: inputs.delaySeconds,
    MaximumMessageSize: inputs.maxMessageSize,
    MessageRetentionPeriod: inputs.messageRetentionSeconds,
    ReceiveMessageWaitTimeSeconds: inputs.receiveWaitTimeSeconds,
    VisibilityTimeout: inputs.visibilityTimeoutSeconds,
    Policy: inputs.policy,
    RedrivePolicy: inputs.redrivePolicy,
    RedriveAllowPolicy: inputs.redriveAllowPolicy,
    SqsManagedSseEnabled: inputs.sqsManagedSseEnabled,
    KmsMasterKeyId: inputs.kmsMasterKeyId,
    KmsDataKeyReusePeriodSeconds: inputs.kmsDataKeyReusePeriodSeconds,
  };
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
};

export const queuePolicyProperties = z.strictObject({ queueUrl: z.string(), policy, region });
export const redrivePolicyProperties = z.strictObject({
  queueUrl: z.string(),
  redrivePolicy: redrivePolicyText,
  region,
});
export const redriveAllowPolicyProperties = z.strictObject({
  queueUrl: z.string(),
  redriveAllowPolicy: redriveAllowPolicyText,
  region,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:sqs/queue:Queue",
    properties: queueProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const suffix = inputs.fifoQueue ? ".fifo" : "";
      const name = physicalName(logicalName, inputs, suffix);
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
