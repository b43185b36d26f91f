import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Permission } from "../../core/cloud.ts";
import {
  accountStatement,
  type PolicyDocument,
  type PolicyStatement,
  statementsIn,
} from "../../iam/resource-policies.ts";
import type { SnsOperations } from "./api.ts";
import type { CalledAttributes } from "./called-attributes.ts";
import type { Deduplication } from "./deduplication.ts";
import { checkArn, invalid, parse } from "./errors.ts";
import { pageOf, pageToken } from "./page.ts";
import { topicArn } from "./resources.ts";
import {
  checkLargeMessages,
  defaultPolicy,
  isTopicAction,
  isTopicAttribute,
  isTopicName,
  readTopicAttributes,
  topicDefaults,
} from "./topic-attributes.ts";
import { isPartOf, type Topic, type Topics, withoutUnset } from "./topics.ts";

// The query protocol sends an empty list or map as an empty text.
const tags = z.union([
  z.literal(""),
  z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) })),
]);
const texts = z.union([z.literal("").transform((): string[] => []), z.array(z.string())]);
export const attributeMap = z.union([z.literal(""), z.record(z.string(), z.string())]).optional();

const ofTopic = z.object({ TopicArn: z.string() });
const createInput = z.object({ Name: z.string(), Attributes: attributeMap, Tags: tags.optional() });
const setInput = ofTopic.extend({ AttributeName: z.string(), AttributeValue: z.string().default("") });
const ofResource = z.object({ ResourceArn: z.string() });
const tagInput = ofResource.extend({ Tags: tags });
const untagInput = ofResource.extend({ TagKeys: texts });
const labelInput = ofTopic.extend({ Label: z.string().min(1) });
const permissionInput = labelInput.extend({ AWSAccountId: texts, ActionName: texts });

/** https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html */
const MAX_TAGS = 50;

const tagMap = (given: z.output<typeof tags>): Record<string, string> => {
  const list = given === "" ? [] : given;
  const map = Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(map).length < list.length) throw invalid("Duplicated keys are not allowed.");
  return map;
};

const TOPIC = "aws:sns/topic:Topic";

/** Operations on topics, their policies and tags. */
export const topicOperations = (
  cloud: Cloud,
  topics: Topics,
  { called, deduplication }: { called: CalledAttributes; deduplication: Pick<Deduplication, "forget"> },
): SnsOperations => {
  const attachPolicy = (arn: string, policy: unknown) => {
    try {
      cloud.resourcePolicies.attach(arn, policy);
    } catch (error) {
      throw invalid(`Policy Error: ${(error as Error).message}`);
    }
  };

  const change = (topic: Topic, name: string, value: string | undefined) => {
    if (name === "Policy") attachPolicy(topic.arn, value);
    if (value === undefined) delete topic.attributes[name];
    else topic.attributes[name] = value;
    called.ofTopic(topic);
  };

  const withTags = (arn: string): Topic => {
    checkArn(arn, "ResourceArn", cloud);
    if (!topics.has(arn)) throw new AwsError("ResourceNotFound", "Resource does not exist", { status: 404 });
    return topics.find(arn);
  };

  const policyOf = ({ arn, attributes }: Topic): PolicyDocument =>
    attributes.Policy === undefined ? defaultPolicy(arn) : JSON.parse(attributes.Policy);
  const setStatements = (topic: Topic, Statement: readonly PolicyStatement[]) =>
    change(topic, "Policy", JSON.stringify({ ...policyOf(topic), Statement }));

  return {
    CreateTopic(input) {
      const { Name, Attributes, Tags = "" } = parse(createInput, input);
      const { FifoTopic = "false", ...given } = Attributes || {};
      const fifo = FifoTopic.toLowerCase() === "true";
      if (!isTopicName(Name, fifo)) throw invalid("Topic Name");
      const arn = topicArn(Name, cloud);
      const attributes = inAttributes(() => withoutUnset(readTopicAttributes(given, fifo)));
      const wanted = tagMap(Tags);
      if (topics.has(arn)) {
        const known = topics.find(arn);
        if (!isPartOf(attributes, { ...topicDefaults(arn, known.attributes, fifo), ...known.attributes }))
          throw invalid("Attributes Reason: Topic already exists with different attributes");
        if (!isPartOf(wanted, Object.fromEntries(known.tags)))
          throw invalid("Tags Reason: Topic already exists with different tags");
        return { TopicArn: arn };
      }
      attachPolicy(arn, attributes.Policy ?? defaultPolicy(arn));
      called.ofTopic(topics.add(arn, attributes, wanted));
      cloud.made.note(TOPIC, Name, { name: Name, fifoTopic: fifo || undefined });
      return { TopicArn: arn };
    },
    DeleteTopic(input) {
      const { TopicArn } = parse(ofTopic, input);
      if (topics.has(TopicArn)) deduplication.forget(topics.find(TopicArn));
      topics.delete(TopicArn);
      called.forget(TopicArn);
      cloud.made.forget(TOPIC, TopicArn);
      cloud.resourcePolicies.attach(TopicArn, undefined);
      return {};
    },
    ListTopics(input) {
      const { page, ...more } = pageOf([...topics.all()], parse(pageToken, input));
      return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), ...more };
    },
    GetTopicAttributes(input) {
      const { arn, attributes, fifo, subscriptions } = topics.find(parse(ofTopic, input).TopicArn);
      return {
        Attributes: {
          TopicArn: arn,
          Owner: cloud.accountId,
          SubscriptionsConfirmed: String(subscriptions.length),
          SubscriptionsPending: "0",
          SubscriptionsDeleted: "0",
          ...topicDefaults(arn, attributes, fifo),
          ...attributes,
        },
      };
    },
    SetTopicAttributes(input) {
      const { TopicArn, AttributeName, AttributeValue } = parse(setInput, input);
      const topic = topics.find(TopicArn);
      if (!isTopicAttribute(AttributeName)) throw invalid("AttributeName");
      const value = refusing(
        () => readTopicAttributes({ [AttributeName]: AttributeValue }, topic.fifo)[AttributeName],
      );
      if (AttributeName === "MaximumMessageSize") checkLargeMessages(value, topic.subscriptions);
      change(topic, AttributeName, value);
      return {};
    },
    AddPermission(input) {
      const { TopicArn, Label, AWSAccountId, ActionName } = parse(permissionInput, input);
      const topic = topics.find(TopicArn);
      const statements = statementsIn(policyOf(topic));
      if (statements.some(({ Sid }) => Sid === Label)) throw invalid("Statement already exists");
      if (ActionName.length === 0 || !ActionName.every(isTopicAction))
        throw invalid("Policy statement action out of service scope!");
      if (AWSAccountId.length === 0 || !AWSAccountId.every((id) => /^\d{12}$/.test(id)))
        throw invalid("AWSAccountId Reason: an account id has twelve digits");
      const actions = ActionName.map((name) => `SNS:${name}`);
      setStatements(topic, [...statements, accountStatement(Label, AWSAccountId, actions, topic.arn)]);
      return {};
    },
    RemovePermission(input) {
      const { TopicArn, Label } = parse(labelInput, input);
      const topic = topics.find(TopicArn);
      const statements = statementsIn(policyOf(topic));
      const left = statements.filter(({ Sid }) => Sid !== Label);
      if (left.length < statements.length) setStatements(topic, left);
      return {};
    },
    TagResource(input) {
      const { ResourceArn, Tags } = parse(tagInput, input);
      const added = Object.entries(tagMap(Tags));
      const topic = withTags(ResourceArn);
      if (new Set([...topic.tags.keys(), ...added.map(([key]) => key)]).size > MAX_TAGS)
        throw new AwsError(
          "TagLimitExceeded",
          "Could not complete request: tag quota of per resource exceeded",
        );
      for (const [key, value] of added) topic.tags.set(key, value);
      called.ofTopic(topic);
      return {};
    },
    UntagResource(input) {
      const { ResourceArn, TagKeys } = parse(untagInput, input);
      const topic = withTags(ResourceArn);
      for (const key of TagKeys) topic.tags.delete(key);
      called.ofTopic(topic);
      return {};
    },
    ListTagsForResource: (input) => ({
      Tags: [...withTags(parse(ofResource, input).ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  };
};

/** Runs what throws plain Errors with a reason, and answers as `SetTopicAttributes` and its like do. */
export const refusing = <Value>(run: () => Value, prefix = ""): Value => {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw invalid(prefix + (error as Error).message);
  }
};
/** As operations do that take all attributes at once. */
export const inAttributes = <Value>(run: () => Value): Value => refusing(run, "Attributes Reason: ");

/** Actions and topics a call needs; a batch needs the action of its single form. */
export const topicPermissions =
  (cloud: Cloud) =>
  (operation: string, input: unknown): Permission[] => {
    const given = input as Record<string, unknown>;
    const text = (name: string) => (typeof given[name] === "string" ? given[name] : undefined);
    const name = operation === "CreateTopic" ? text("Name") : undefined;
    // A text message to a phone number has no resource: only a policy for all resources allows it.
    const resource =
      text("TopicArn") ??
      text("TargetArn") ??
      text("ResourceArn") ??
      text("SubscriptionArn")?.split(":").slice(0, 6).join(":") ??
      (name === undefined ? "*" : topicArn(name, cloud));
    return [{ action: `sns:${operation.replace(/Batch$/, "")}`, resource }];
  };
