import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  physicalName,
  type ResourceType,
  stableId,
  tagged,
} from "../../core/resource-type.ts";
import {
  filterOf,
  isFifo,
  isSubscriptionAttribute,
  readAttributes,
  whyNoSubscriber,
} from "./subscription-attributes.ts";
import { isTopicAttribute, isTopicName } from "./topic-attributes.ts";

const text = z.string().optional();
const number = z.number().optional();
const percentage = z.number().int().min(0).max(100).optional();
const policy = z.union([z.string(), z.record(z.string(), z.unknown())]);
const notArchived = z
  .undefined({ error: "the local cloud does not archive messages, so none can be replayed; remove it" })
  .optional();

export const topicArn = (name: string, account: Account): string => arnOf("sns", account, name);

const ONLY_FIFO = "only FIFO topics have it, and AWS refuses it for others; remove it, or set fifoTopic";

export const topicProperties = z
  .strictObject({
    name: text,
    namePrefix: text,
    fifoTopic: z.boolean().optional(),
    contentBasedDeduplication: z.boolean().optional(),
    fifoThroughputScope: z.enum(["Topic", "MessageGroup"]).optional(),
    signatureVersion: z.union([z.literal(1), z.literal(2)]).optional(),
    displayName: z.string().max(100).optional(),
    policy: text,
    region: text,
    ...tagged,
    archivePolicy: notArchived,
    // Of HTTP endpoints, encryption, tracing, and logs of deliveries: they change nothing that is delivered.
    deliveryPolicy: text,
    kmsMasterKeyId: text,
    tracingConfig: z.enum(["PassThrough", "Active"]).optional(),
    lambdaFailureFeedbackRoleArn: text,
    lambdaSuccessFeedbackRoleArn: text,
    lambdaSuccessFeedbackSampleRate: percentage,
    sqsFailureFeedbackRoleArn: text,
    sqsSuccessFeedbackRoleArn: text,
    sqsSuccessFeedbackSampleRate: percentage,
  })
  .superRefine(({ name, fifoTopic = false, ...topic }, { addIssue }) => {
    const refuse = (property: string, message: string) =>
      addIssue({ code: "custom", path: [property], message });
    if (name !== undefined && !isTopicName(name, fifoTopic))
      refuse(
        "name",
        `"${name}" is no name of a ${fifoTopic ? "FIFO" : "standard"} topic; it has at most 256 letters, digits, hyphens and underscores, and ends with .fifo where fifoTopic is set, and only there`,
      );
    if (fifoTopic && topic.tracingConfig === "Active")
      refuse("tracingConfig", "only standard topics trace actively; remove it");
    if (fifoTopic) return;
    if (topic.contentBasedDeduplication) refuse("contentBasedDeduplication", ONLY_FIFO);
    if (topic.fifoThroughputScope !== undefined) refuse("fifoThroughputScope", ONLY_FIFO);
  });

/** `filterPolicy` as the API names it: `FilterPolicy`. */
const attributeName = (property: string) =>
  property.replace(/^sqs/, "SQS").replace(/^[a-z]/, (first) => first.toUpperCase());

/** Those properties that are attributes of the API; what is `false` counts as not given. */
const attributesOf = (properties: object, isAttribute: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([property, value]) => {
      const name = attributeName(property);
      return isAttribute(name) && value !== undefined && value !== false ? [[name, String(value)]] : [];
    }),
  );

export const topicAttributesOf = (properties: z.output<typeof topicProperties>): Record<string, string> =>
  attributesOf(properties, isTopicAttribute);
export const subscriptionAttributesOf = (properties: object): Record<string, string> =>
  attributesOf(properties, isSubscriptionAttribute);

export const topicSubscriptionProperties = z
  .strictObject({
    topic: z.string(),
    protocol: z.string(),
    endpoint: z.string(),
    filterPolicy: text,
    filterPolicyScope: text,
    rawMessageDelivery: z.boolean().optional(),
    redrivePolicy: text,
    region: text,
    replayPolicy: notArchived,
    // Only HTTP endpoints confirm and have delivery policies.
    confirmationTimeoutInMinutes: number,
    endpointAutoConfirms: z.boolean().optional(),
    deliveryPolicy: text,
  })
  .superRefine((properties, { addIssue }) => {
    const { topic, protocol, endpoint } = properties;
    const subscriber = { topicArn: topic, protocol, endpoint };
    const refuse = (property: string, message: string) =>
      addIssue({ code: "custom", path: [property], message });
    if (isFifo(topic) && ["lambda", "sms", "email"].includes(protocol))
      return refuse(
        "protocol",
        "a FIFO topic delivers to queues alone; subscribe a queue, and let that be consumed",
      );
    if (!isFifo(topic) && isFifo(endpoint))
      return refuse(
        "endpoint",
        "a standard topic does not deliver to a FIFO queue; make the topic a FIFO one, or subscribe a standard queue",
      );
    const refusal = whyNoSubscriber(subscriber);
    if (refusal !== undefined)
      return refuse(
        /endpoint|address/.test(refusal) ? "endpoint" : "protocol",
        refusal.replace(/^.*?: /, ""),
      );
    const attributes = subscriptionAttributesOf(properties);
    const read: Record<string, string | undefined> = {};
    const attempt = (property: string, run: () => unknown) => {
      try {
        run();
      } catch (error) {
        refuse(property, (error as Error).message.replace(/\.$/, ""));
      }
    };
    for (const [name, value] of Object.entries(attributes)) {
      const property = name[0]!.toLowerCase() + name.slice(1);
      attempt(property, () => Object.assign(read, readAttributes({ [name]: value }, subscriber)));
    }
    attempt("filterPolicy", () => filterOf(read));
  });

export const topicPolicyProperties = z.strictObject({ arn: z.string(), policy, region: text });

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:sns/topic:Topic",
    properties: topicProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const suffix = inputs.fifoTopic ? ".fifo" : "";
      const name = physicalName(logicalName, inputs, suffix);
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
