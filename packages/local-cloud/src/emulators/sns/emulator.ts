import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createDelivery } from "./delivery.ts";
import { publishOperations } from "./publish.ts";
import { topicPolicyProperties, topicProperties, topicSubscriptionProperties } from "./resources.ts";
import { topicOperations, topicPermissions } from "./topic-operations.ts";
import { createTopics } from "./topics.ts";
import "../../third-parties/mailbox/index.ts";

const provisioned = z.object({ arn: z.string() });

const defined = (attributes: Record<string, string | boolean | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );

/** SNS to queues, functions and phones. Uses what the emulators of SQS, Lambda and the mailbox offer. */
export const createSnsEmulator = (cloud: Cloud): Emulator => {
  const topics = createTopics();
  const delivery = createDelivery(cloud);
  const policies = () => cloud.use("resourcePolicies");

  const provision: Record<string, (resource: Resource) => void> = {
    "aws:sns/topic:Topic": ({ inputs, outputs }) => {
      const topic = topicProperties.parse(inputs);
      const { arn } = provisioned.parse(outputs);
      const attributes = defined({
        DisplayName: topic.displayName,
        Policy: topic.policy,
        FifoTopic: topic.fifoTopic || undefined,
        ContentBasedDeduplication: topic.fifoTopic ? (topic.contentBasedDeduplication ?? false) : undefined,
      });
      topics.create(arn, attributes, topic.tags);
      if (topic.policy) policies().attach(arn, topic.policy);
    },
    "aws:sns/topicSubscription:TopicSubscription": ({ name, inputs, outputs }) => {
      const subscription = topicSubscriptionProperties.parse(inputs);
      const { arn } = provisioned.parse(outputs);
      const attributes = defined({
        FilterPolicy: subscription.filterPolicy,
        FilterPolicyScope: subscription.filterPolicyScope,
        RawMessageDelivery: subscription.rawMessageDelivery,
        RedrivePolicy: subscription.redrivePolicy,
      });
      const { topic: topicArn, protocol, endpoint } = subscription;
      try {
        topics.subscribe({ arn, topicArn, protocol, endpoint, attributes });
      } catch (error) {
        throw new Error(`Subscription ${name}: ${(error as Error).message}`, { cause: error });
      }
    },
    "aws:sns/topicPolicy:TopicPolicy": ({ inputs }) => {
      const { arn, policy } = topicPolicyProperties.parse(inputs);
      topics.find(arn).attributes.Policy = typeof policy === "string" ? policy : JSON.stringify(policy);
      policies().attach(arn, policy);
    },
  };

  return {
    service: "sns",
    types: Object.keys(provision),
    operations: {
      ...topicOperations(cloud, topics, policies),
      ...publishOperations(cloud, topics, delivery),
    },
    permissions: topicPermissions,
    provision: (resource) => provision[resource.type]!(resource),
  };
};
