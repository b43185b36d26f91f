import { z } from "zod";
import { type Account, defineResourceType, type ResourceType, stableId } from "../../core/resource-type.ts";

const text = z.string().optional();
const number = z.number().optional();
const tags = z.record(z.string(), z.string()).optional();
const policy = z.union([z.string(), z.record(z.string(), z.unknown())]);

export const topicArn = (name: string, { region, accountId }: Account): string =>
  `arn:aws:sns:${region}:${accountId}:${name}`;

export const topicProperties = z.strictObject({
  name: text,
  namePrefix: text,
  fifoTopic: z.boolean().optional(),
  contentBasedDeduplication: z.boolean().optional(),
  displayName: text,
  policy: text,
  region: text,
  tags,
  tagsAll: tags,
  // Of HTTP endpoints, throughput, encryption, signatures, tracing, and logs of deliveries: nothing shows locally.
  deliveryPolicy: text,
  fifoThroughputScope: text,
  kmsMasterKeyId: text,
  signatureVersion: number,
  tracingConfig: text,
  lambdaFailureFeedbackRoleArn: text,
  lambdaSuccessFeedbackRoleArn: text,
  lambdaSuccessFeedbackSampleRate: number,
  sqsFailureFeedbackRoleArn: text,
  sqsSuccessFeedbackRoleArn: text,
  sqsSuccessFeedbackSampleRate: number,
});

export const topicSubscriptionProperties = z.strictObject({
  topic: z.string(),
  protocol: z.enum(["sqs", "lambda", "sms"]),
  endpoint: z.string(),
  filterPolicy: text,
  filterPolicyScope: z.enum(["MessageAttributes", "MessageBody"]).optional(),
  rawMessageDelivery: z.boolean().optional(),
  redrivePolicy: text,
  region: text,
  // Only HTTP endpoints confirm and have delivery policies.
  confirmationTimeoutInMinutes: number,
  endpointAutoConfirms: z.boolean().optional(),
  deliveryPolicy: text,
});

export const topicPolicyProperties = z.strictObject({ arn: z.string(), policy, region: text });

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:sns/topic:Topic",
    properties: topicProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const suffix = inputs.fifoTopic ? ".fifo" : "";
      const name =
        inputs.name ?? `${inputs.namePrefix ?? `${logicalName}-`}${stableId(logicalName, 7)}${suffix}`;
      const arn = topicArn(name, account);
      return {
        id: arn,
        arn,
        name,
        owner: account.accountId,
        fifoTopic: inputs.fifoTopic ?? false,
        contentBasedDeduplication: inputs.contentBasedDeduplication ?? false,
      };
    },
  }),
  defineResourceType({
    type: "aws:sns/topicSubscription:TopicSubscription",
    properties: topicSubscriptionProperties,
    compute: ({ inputs }, account) => {
      const arn = `${inputs.topic}:${stableId(`${inputs.protocol} ${inputs.endpoint}`)}`;
      return {
        id: arn,
        arn,
        ownerId: account.accountId,
        pendingConfirmation: false,
        confirmationWasAuthenticated: true,
        rawMessageDelivery: inputs.rawMessageDelivery ?? false,
        filterPolicyScope: inputs.filterPolicyScope ?? "MessageAttributes",
      };
    },
  }),
  defineResourceType({
    type: "aws:sns/topicPolicy:TopicPolicy",
    properties: topicPolicyProperties,
    compute: ({ inputs }, account) => ({ id: inputs.arn, owner: account.accountId }),
  }),
];
