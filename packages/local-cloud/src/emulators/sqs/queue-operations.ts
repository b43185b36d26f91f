import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Operation } from "../../core/cloud.ts";
import { checkDeadLetterTarget } from "./dead-letter-target.ts";
import { invalid, invalidValue, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import { page, pageOf } from "./page.ts";
import { type Attributes, attributeNames, isQueueName, readQueueAttributes } from "./queue-attributes.ts";
import { type QueueStore, queueArn } from "./queue-store.ts";
import { parseRedrivePolicy } from "./redrive-policy.ts";
import type { ResourcePolicies } from "./resource-policies.ts";

const ofQueue = z.object({ QueueUrl: z.string() });
const texts = z.record(z.string(), z.string());
const createInput = z.object({
  QueueName: z.string(),
  Attributes: texts.default({}),
  tags: texts.optional(),
  Tags: texts.optional(),
});
const byName = z.object({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });
const listInput = z.object({ QueueNamePrefix: z.string().default(""), ...page });
const sourcesInput = ofQueue.extend(page);
const getInput = ofQueue.extend({ AttributeNames: z.array(z.string()).default([]) });
const setInput = ofQueue.extend({ Attributes: texts });
const tagInput = ofQueue.extend({ Tags: texts });
const untagInput = ofQueue.extend({ TagKeys: z.array(z.string()) });

const PURGE_REST_MS = 60_000;
const MAX_TAGS = 50;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const checkTags = (queueTags: Iterable<string>, added: Readonly<Record<string, string>>) => {
  for (const [key, value] of Object.entries(added)) {
    if (key === "" || key.length > 128 || /^aws:/i.test(key))
      throw invalidValue(key, "TagKey", "A tag key has 1 to 128 characters and does not start with aws:.");
    if (value.length > 256) throw invalidValue(value, "TagValue", "A tag value has at most 256 characters.");
  }
  if (new Set([...queueTags, ...Object.keys(added)]).size > MAX_TAGS)
    throw invalid(`Too many tags added for queue. Maximum number of tags is ${MAX_TAGS}.`);
};

const checkName = (name: string, fifo: boolean) => {
  if (isQueueName(name, fifo)) return;
  throw invalid(
    fifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
  );
};

const seconds = (ms: number) => String(Math.floor(ms / 1000));

const computedAttributes = (queue: LocalQueue): Attributes => {
  const { visible, delayed, inFlight } = queue.counts();
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    CreatedTimestamp: seconds(queue.createdAt),
    LastModifiedTimestamp: seconds(queue.lastModifiedAt),
    QueueArn: queue.arn,
  };
};

/** Everything but sending, receiving, permissions and moving messages. */
export const queueOperations = (
  cloud: Pick<Cloud, "accountId" | "clock" | "region">,
  store: QueueStore,
  policies: ResourcePolicies,
): Record<string, Operation> => {
  const create = (name: string, given: Attributes, tags: Readonly<Record<string, string>>) => {
    const fifo = given.FifoQueue?.toLowerCase() === "true";
    checkName(name, fifo);
    const attributes = readQueueAttributes(given, fifo, {});
    const known = [...store.all()].find((queue) => queue.name === name);
    if (known) {
      for (const [attribute, value] of Object.entries(attributes))
        if (known.attributes[attribute] !== value)
          throw new AwsError(
            "QueueNameExists",
            `A queue already exists with the same name and a different value for attribute ${attribute}`,
          );
      return known;
    }
    const arn = queueArn(name, cloud);
    checkDeadLetterTarget(store, arn, attributes.RedrivePolicy);
    checkTags([], tags);
    policies.check(attributes.Policy);
    const queue = store.create(name, attributes, tags);
    policies.attach(arn, attributes.Policy);
    return queue;
  };

  return {
    CreateQueue(input: unknown) {
      const { QueueName, Attributes, tags, Tags } = parse(createInput, input);
      return { QueueUrl: create(QueueName, Attributes, tags ?? Tags ?? {}).url };
    },

    DeleteQueue(input: unknown) {
      const queue = store.find(parse(ofQueue, input).QueueUrl);
      policies.attach(queue.arn, undefined);
      store.delete(queue);
      return {};
    },

    GetQueueUrl(input: unknown) {
      const { QueueName, QueueOwnerAWSAccountId = cloud.accountId } = parse(byName, input);
      return { QueueUrl: store.find(QueueOwnerAWSAccountId === cloud.accountId ? QueueName : "").url };
    },

    ListQueues(input: unknown) {
      const { QueueNamePrefix, ...asked } = parse(listInput, input);
      const found = [...store.all()].filter(({ name }) => name.startsWith(QueueNamePrefix));
      const { items, ...rest } = pageOf(
        found.map(({ url }) => url),
        asked,
      );
      return { ...(items.length > 0 && { QueueUrls: items }), ...rest };
    },

    ListDeadLetterSourceQueues(input: unknown) {
      const { QueueUrl, ...asked } = parse(sourcesInput, input);
      const { arn } = store.find(QueueUrl);
      const sources = [...store.all()].filter(
        ({ attributes }) => parseRedrivePolicy(attributes.RedrivePolicy).toArn === arn,
      );
      const { items, ...rest } = pageOf(
        sources.map(({ url }) => url),
        asked,
      );
      return { queueUrls: items, ...rest };
    },

    GetQueueAttributes(input: unknown) {
      const { QueueUrl, AttributeNames } = parse(getInput, input);
      const queue = store.find(QueueUrl);
      const all: Attributes = { ...queue.attributes, ...computedAttributes(queue) };
      const hidden = all.KmsMasterKeyId === undefined ? "KmsDataKeyReusePeriodSeconds" : undefined;
      const found = attributeNames(AttributeNames).flatMap((name) =>
        all[name] === undefined || name === hidden ? [] : [[name, all[name]]],
      );
      return found.length > 0 ? { Attributes: Object.fromEntries(found) } : {};
    },

    SetQueueAttributes(input: unknown) {
      const { QueueUrl, Attributes } = parse(setInput, input);
      const queue = store.find(QueueUrl);
      const changes = readQueueAttributes(Attributes, queue.isFifo(), queue.attributes);
      checkDeadLetterTarget(store, queue.arn, changes.RedrivePolicy);
      if ("Policy" in changes) policies.attach(queue.arn, changes.Policy);
      queue.setAttributes(changes);
      return {};
    },

    PurgeQueue(input: unknown) {
      const queue = store.find(parse(ofQueue, input).QueueUrl);
      const now = cloud.clock.now();
      if (now - queue.purgedAt < PURGE_REST_MS)
        throw new AwsError(
          "PurgeQueueInProgress",
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
          { status: 403 },
        );
      queue.purgedAt = now;
      queue.purge();
      return {};
    },

    TagQueue(input: unknown) {
      const { QueueUrl, Tags } = parse(tagInput, input);
      const { tags } = store.find(QueueUrl);
      checkTags(tags.keys(), Tags);
      for (const [key, value] of Object.entries(Tags)) tags.set(key, value);
      return {};
    },
    UntagQueue(input: unknown) {
      const { QueueUrl, TagKeys } = parse(untagInput, input);
      const { tags } = store.find(QueueUrl);
      for (const key of TagKeys) tags.delete(key);
      return {};
    },
    ListQueueTags(input: unknown) {
      const { tags } = store.find(parse(ofQueue, input).QueueUrl);
      return tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {};
    },
  };
};
