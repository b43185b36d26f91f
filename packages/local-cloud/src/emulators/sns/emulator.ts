import { z } from "zod";
import { accountRoot } from "../../core/arn.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createCalledAttributes } from "./called-attributes.ts";
import { createDeduplication } from "./deduplication.ts";
import { createDelivery } from "./delivery.ts";
import { publishOperations } from "./publish.ts";
import {
  subscriptionAttributesOf,
  topicAttributesOf,
  topicPolicyProperties,
  topicProperties,
  topicSubscriptionProperties,
} from "./resources.ts";
import { readAttributes } from "./subscription-attributes.ts";
import { subscriptionOperations } from "./subscription-operations.ts";
import { defaultPolicy, readTopicAttributes } from "./topic-attributes.ts";
import { topicOperations, topicPermissions } from "./topic-operations.ts";
import { createTopics, withoutUnset } from "./topics.ts";
import "../../third-parties/mailbox/index.ts";

const provisioned = z.object({ arn: z.string() });

/** SNS to queues, functions and phones. Uses what the emulators of SQS, Lambda and the mailbox offer. */
export const createSnsEmulator = (cloud: Cloud): Emulator => {
  const topics = createTopics(cloud);
  const delivery = createDelivery(cloud);
  const deduplication = createDeduplication(cloud.state, cloud.clock);
  const called = createCalledAttributes(cloud.state);
  let beginDeliveries = () => {};
  /** What calls made of it stays as long as the config says the same. */
  const compare = (resource: Resource, arn: string) => {
    if (!cloud.provisioned.isKept(resource)) called.forget(arn);
  };

  const provision: Emulator["provision"] = {
    "aws:sns/topic:Topic": (resource) => {
      const { inputs, outputs } = resource;
      const { tags = {}, fifoTopic = false, ...properties } = topicProperties.parse(inputs);
      const { arn } = provisioned.parse(outputs);
      compare(resource, arn);
      const attributes = readTopicAttributes(topicAttributesOf(properties), fifoTopic);
      topics.add(arn, withoutUnset(attributes), tags);
      cloud.resourcePolicies.attach(arn, properties.policy || defaultPolicy(arn));
    },
    "aws:sns/topicSubscription:TopicSubscription": (resource) => {
      const { name, inputs, outputs } = resource;
      const properties = topicSubscriptionProperties.parse(inputs);
      const { topic, protocol, endpoint } = properties;
      const subscriber = { topicArn: topic, protocol, endpoint };
      const { arn } = provisioned.parse(outputs);
      compare(resource, arn);
      try {
        topics.attach(topics.find(topic), {
          ...subscriber,
          arn,
          principal: accountRoot(cloud.accountId),
          attributes: readAttributes(subscriptionAttributesOf(properties), subscriber),
        });
      } catch (error) {
        throw new Error(`Subscription ${name}: ${(error as Error).message}`, { cause: error });
      }
    },
    "aws:sns/topicPolicy:TopicPolicy": (resource) => {
      const { arn, policy } = topicPolicyProperties.parse(resource.inputs);
      compare(resource, arn);
      topics.find(arn).attributes.Policy = typeof policy === "string" ? policy : JSON.stringify(policy);
      cloud.resourcePolicies.attach(arn, policy);
    },
  };

  return {
    service: "sns",
    operations: {
      ...topicOperations(cloud, topics, { called, deduplication }),
      ...subscriptionOperations(cloud, topics, called),
      ...publishOperations(cloud, topics, delivery, deduplication),
    },
    permissions: topicPermissions(cloud),
    provision,
    restore() {
      called.restore(topics, ({ arn, attributes }) =>
        cloud.resourcePolicies.attach(arn, attributes.Policy ?? defaultPolicy(arn)),
      );
      deduplication.restore(topics);
      beginDeliveries = delivery.restore(topics);
    },
    start: () => beginDeliveries(),
  };
};
