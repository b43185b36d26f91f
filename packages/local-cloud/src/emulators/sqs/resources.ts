import { z } from "zod";
import { defineResourceType, type ResourceType, stableId } from "../../core/resource-type.ts";
import { isQueueName, RANGES } from "./queue-attributes.ts";
import { queueArn } from "./queue-store.ts";
import { problemOfRedriveAllowPolicy, problemOfRedrivePolicy } from "./redrive-policy.ts";

const tags = z.record(z.string(), z.string()).optional();
const policy = z.union([z.string(), z.record(z.string(), z.unknown())]);
const region = z.string().optional();

const within = ([min, max]: readonly [number, number]) =>
  z
    .number()
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `SQS takes whole numbers from ${min} to ${max}; choose one of them`,
    })
    .optional();
const checkedBy = (problemOf: (text: string) => string | undefined) =>
  z.string().superRefine((text, { addIssue }) => {
    const problem = text === "" ? undefined : problemOf(text);
    if (problem) addIssue({ code: "custom", message: problem.replace(/\.$/, "") });
  });
const redrivePolicy = checkedBy(problemOfRedrivePolicy);
const redriveAllowPolicy = checkedBy(problemOfRedriveAllowPolicy);

const ONLY_FIFO = "only FIFO queues have it, and AWS refuses it for others; remove it, or set fifoQueue";

export const queueProperties = z
  .strictObject({
    name: z.string().optional(),
    namePrefix: z.string().optional(),
    fifoQueue: z.boolean().optional(),
    contentBasedDeduplication: z.boolean().optional(),
    deduplicationScope: z.enum(["queue", "messageGroup"]).optional(),
    fifoThroughputLimit: z.enum(["perQueue", "perMessageGroupId"]).optional(),
    delaySeconds: within(RANGES.DelaySeconds),
    maxMessageSize: within(RANGES.MaximumMessageSize),
    messageRetentionSeconds: within(RANGES.MessageRetentionPeriod),
    receiveWaitTimeSeconds: within(RANGES.ReceiveMessageWaitTimeSeconds),
    visibilityTimeoutSeconds: within(RANGES.VisibilityTimeout),
    policy: z.string().optional(),
    redrivePolicy: redrivePolicy.optional(),
    redriveAllowPolicy: redriveAllowPolicy.optional(),
    region,
    tags,
    tagsAll: tags,
    // Messages are kept in memory, not encrypted: it changes nothing that is delivered.
    sqsManagedSseEnabled: z.boolean().optional(),
    kmsMasterKeyId: z.string().optional(),
    kmsDataKeyReusePeriodSeconds: within(RANGES.KmsDataKeyReusePeriodSeconds),
  })
  .superRefine(({ name, fifoQueue = false, ...queue }, { addIssue }) => {
    const refuse = (property: string, message: string) =>
      addIssue({ code: "custom", path: [property], message });
    if (name !== undefined && !isQueueName(name, fifoQueue))
      refuse(
        "name",
        `"${name}" is no name of a ${fifoQueue ? "FIFO" : "standard"} queue; it has at most 80 letters, digits, hyphens and underscores, and ends with .fifo where fifoQueue is set, and only there`,
      );
    if (queue.kmsMasterKeyId && queue.sqsManagedSseEnabled)
      refuse(
        "sqsManagedSseEnabled",
        "a queue is encrypted with one kind of key; remove it, or kmsMasterKeyId",
      );
    if (fifoQueue) {
      if (queue.fifoThroughputLimit === "perMessageGroupId" && queue.deduplicationScope !== "messageGroup")
        refuse(
          "fifoThroughputLimit",
          'perMessageGroupId goes with deduplicationScope "messageGroup" alone; set that, too',
        );
      return;
    }
    if (queue.contentBasedDeduplication) refuse("contentBasedDeduplication", ONLY_FIFO);
    if (queue.deduplicationScope !== undefined) refuse("deduplicationScope", ONLY_FIFO);
    if (queue.fifoThroughputLimit !== undefined) refuse("fifoThroughputLimit", ONLY_FIFO);
  });

/** The properties that were set, as attributes of the API; what is `false` counts as not given. */
export const queueAttributesOf = (inputs: z.output<typeof queueProperties>): Record<string, string> => {
  const attributes = {
    FifoQueue: inputs.fifoQueue || undefined,
    ContentBasedDeduplication: inputs.contentBasedDeduplication || undefined,
    DeduplicationScope: inputs.deduplicationScope,
    FifoThroughputLimit: inputs.fifoThroughputLimit,
    DelaySeconds: inputs.delaySeconds,
    MaximumMessageSize: inputs.maxMessageSize,
    MessageRetentionPeriod: inputs.messageRetentionSeconds,
    ReceiveMessageWaitTimeSeconds: inputs.receiveWaitTimeSeconds,
    VisibilityTimeout: inputs.visibilityTimeoutSeconds,
    Policy: inputs.policy || undefined,
    RedrivePolicy: inputs.redrivePolicy || undefined,
    RedriveAllowPolicy: inputs.redriveAllowPolicy || undefined,
    SqsManagedSseEnabled: inputs.sqsManagedSseEnabled ?? !inputs.kmsMasterKeyId,
    KmsMasterKeyId: inputs.kmsMasterKeyId || undefined,
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
  redrivePolicy,
  region,
});
export const redriveAllowPolicyProperties = z.strictObject({
  queueUrl: z.string(),
  redriveAllowPolicy,
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
