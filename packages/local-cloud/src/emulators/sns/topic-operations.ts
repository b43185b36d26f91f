import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Operation } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import type { ResourcePolicies } from "../sqs/resource-policies.ts";
import { topicArn } from "./resources.ts";
import { isFifo, type Subscription, type Topic, type Topics } from "./topics.ts";

type Attributes = Record<string, string>;
type Tag = { Key: string; Value: string };

const subscriptionAttributes = new Set([
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
]);
const PAGE = 100;

const pageOf = <Item>(items: readonly Item[], token: string | undefined) => {
  const start = Number(token ?? 0);
  const rest = items.length > start + PAGE;
  return { page: items.slice(start, start + PAGE), ...(rest && { NextToken: String(start + PAGE) }) };
};

const checkSubscriptionAttributes = (attributes: Attributes) => {
  const unknown = Object.keys(attributes).find((name) => !subscriptionAttributes.has(name));
  if (unknown === undefined) return attributes;
  throw new AwsError(
    "InvalidParameter",
    `Invalid parameter: ${unknown} is not implemented by the local cloud; it has ${[...subscriptionAttributes].join(", ")}.`,
  );
};

/** Everything but publishing. */
export const topicOperations = (
  account: Account,
  topics: Topics,
  policies: () => ResourcePolicies,
): Record<string, Operation> => {
  const summary = ({ arn, topicArn: TopicArn, protocol, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: account.accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn,
  });
  const attributesOf = (topic: Topic): Attributes => ({
    TopicArn: topic.arn,
    Owner: account.accountId,
    DisplayName: "",
    SubscriptionsConfirmed: String(topic.subscriptions.length),
    SubscriptionsPending: "0",
    SubscriptionsDeleted: "0",
    ...(isFifo(topic) && { FifoTopic: "true", ContentBasedDeduplication: "false" }),
    ...topic.attributes,
  });

  return {
    CreateTopic(input: { Name?: string; Attributes?: Attributes; Tags?: Tag[] }) {
      const { Name = "", Attributes = {}, Tags = [] } = input;
      const fifo = Name.endsWith(".fifo");
      if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(Name) || fifo !== (Attributes.FifoTopic === "true")) {
        throw new AwsError("InvalidParameter", "Invalid parameter: Topic Name");
      }
      const arn = topicArn(Name, account);
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      topics.create(arn, { ...Attributes }, tags);
      if (Attributes.Policy) policies().attach(arn, Attributes.Policy);
      return { TopicArn: arn };
    },
    DeleteTopic(input: { TopicArn: string }) {
      topics.delete(input.TopicArn);
      policies().attach(input.TopicArn, undefined);
      return {};
    },
    ListTopics(input: { NextToken?: string }) {
      const { page, ...more } = pageOf([...topics.all()], input.NextToken);
      return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), ...more };
    },
    GetTopicAttributes: (input: { TopicArn: string }) => ({
      Attributes: attributesOf(topics.find(input.TopicArn)),
    }),
    SetTopicAttributes(input: { TopicArn: string; AttributeName: string; AttributeValue?: string }) {
      const { arn, attributes } = topics.find(input.TopicArn);
      attributes[input.AttributeName] = input.AttributeValue ?? "";
      if (input.AttributeName === "Policy") policies().attach(arn, input.AttributeValue);
      return {};
    },
    Subscribe(input: { TopicArn: string; Protocol: string; Endpoint: string; Attributes?: Attributes }) {
      const { arn } = topics.subscribe({
        arn: `${input.TopicArn}:${randomUUID()}`,
        topicArn: input.TopicArn,
        protocol: input.Protocol,
        endpoint: input.Endpoint,
        attributes: checkSubscriptionAttributes(input.Attributes ?? {}),
      });
      return { SubscriptionArn: arn };
    },
    Unsubscribe(input: { SubscriptionArn: string }) {
      topics.unsubscribe(input.SubscriptionArn);
      return {};
    },
    ListSubscriptions(input: { NextToken?: string }) {
      const all = [...topics.all()].flatMap(({ subscriptions }) => subscriptions);
      const { page, ...more } = pageOf(all, input.NextToken);
      return { Subscriptions: page.map(summary), ...more };
    },
    ListSubscriptionsByTopic(input: { TopicArn: string; NextToken?: string }) {
      const { page, ...more } = pageOf(topics.find(input.TopicArn).subscriptions, input.NextToken);
      return { Subscriptions: page.map(summary), ...more };
    },
    GetSubscriptionAttributes(input: { SubscriptionArn: string }) {
      const subscription = topics.findSubscription(input.SubscriptionArn);
      const { SubscriptionArn, Owner, Protocol, Endpoint, TopicArn } = summary(subscription);
      return {
        Attributes: {
          SubscriptionArn,
          Owner,
          Protocol,
          Endpoint,
          TopicArn,
          PendingConfirmation: "false",
          RawMessageDelivery: "false",
          ...subscription.attributes,
        },
      };
    },
    SetSubscriptionAttributes(input: {
      SubscriptionArn: string;
      AttributeName: string;
      AttributeValue?: string;
    }) {
      const change = { [input.AttributeName]: input.AttributeValue ?? "" };
      topics.change(topics.findSubscription(input.SubscriptionArn), checkSubscriptionAttributes(change));
      return {};
    },
    TagResource(input: { ResourceArn: string; Tags?: Tag[] }) {
      const { tags } = topics.find(input.ResourceArn);
      for (const { Key, Value } of input.Tags ?? []) tags.set(Key, Value);
      return {};
    },
    UntagResource(input: { ResourceArn: string; TagKeys?: string[] }) {
      const { tags } = topics.find(input.ResourceArn);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    },
    ListTagsForResource: (input: { ResourceArn: string }) => ({
      Tags: [...topics.find(input.ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  };
};

/** Actions and topics a call needs; a batch needs the action of its single form. */
export const topicPermissions = (
  operation: string,
  input: unknown,
): { action: string; resource: string }[] => {
  const { TopicArn, TargetArn, ResourceArn, SubscriptionArn } = input as Record<string, string | undefined>;
  const topicOfSubscription = SubscriptionArn?.split(":").slice(0, 6).join(":");
  // A text message to a phone number has no resource: only a policy for all resources allows it.
  const resource = TopicArn ?? TargetArn ?? ResourceArn ?? topicOfSubscription ?? "*";
  return [{ action: `sns:${operation.replace(/Batch$/, "")}`, resource }];
};
