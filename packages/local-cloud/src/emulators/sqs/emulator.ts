import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createPolling } from "../../polling/index.ts";
import { createCalledAttributes } from "./called-attributes.ts";
import { createKeptQueues, readKeptKey } from "./kept-queues.ts";
import type { LocalQueue, QueueSurroundings } from "./local-queue.ts";
import type { QueueMessage } from "./message.ts";
import { gaugeOf, queueDimensions } from "./metrics.ts";
import { neededPermissions } from "./needed-permissions.ts";
import { changedAttributes } from "./queue-attributes.ts";
import { queueOperations } from "./queue-operations.ts";
import { createQueueStore, queueArn } from "./queue-store.ts";
import { receiveOperations } from "./receive.ts";
import { moveTaskOperations } from "./redrive.ts";
import { checkRedrivePolicy } from "./redrive-policy.ts";
import {
  attributesOf,
  queuePolicyProperties,
  queueProperties,
  redriveAllowPolicyProperties,
  redrivePolicyProperties,
} from "./resources.ts";
import { sendOperations } from "./send.ts";

/** Why a consumer could not handle a message. */
export interface MessageFailure {
  readonly code: string;
  readonly message: string;
}

/** What consumers in the local cloud use of queues beyond the SQS API. */
export interface Queues {
  /** The queue with this ARN; undefined when there is none. */
  get(arn: string): LocalQueue | undefined;
  /** Notes why a message failed; its move to the dead-letter queue then says so. `causes` are the failing hops. */
  failed(messageId: string, failure: MessageFailure, causes: readonly number[]): void;
  /** Moves a received message to the dead-letter queue at once, or drops it where there is none. */
  discard(
    queueArn: string,
    message: { readonly messageId: string; readonly receiptHandle: string },
    failure: MessageFailure,
    causes: readonly number[],
  ): void;
  /** Notes that the message is done with. */
  done(messageId: string): void;
}

declare module "../../core/cloud.ts" {
  interface Shared {
    queues: Queues;
  }
}

const AT_ONCE = [0] as const;
const provisioned = z.object({ name: z.string() });
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** SQS. Offers `queues` and `polling`. */
export const createSqsEmulator = (cloud: Cloud): Emulator => {
  const failures = new Map<string, MessageFailure & { causes: readonly number[] }>();

  const deadLetter = (from: LocalQueue, toArn: string, message: QueueMessage) => {
    const target = store.byArn(toArn);
    if (!target) return false;
    const key = `sqs:${message.messageId}`;
    const failure = failures.get(message.messageId);
    failures.delete(message.messageId);
    const hop = cloud.journal.record({
      service: "sqs",
      action: "DeadLetter",
      resource: target.arn,
      source: from.arn,
      causes: [...cloud.journal.causesOf(key), ...(failure?.causes ?? [])],
      attempt: message.approximateReceiveCount,
      input: { messageId: message.messageId, body: message.body },
      error: failure
        ? { code: failure.code, message: failure.message }
        : {
            code: "MaxReceiveCountExceeded",
            message: `Received ${message.approximateReceiveCount} times without being deleted.`,
          },
    });
    cloud.journal.link(key, hop);
    // Only FIFO queues keep a message for their whole retention period from its move on.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    const sentTimestamp = from.isFifo() ? cloud.clock.now() : message.sentTimestamp;
    target.accept({ ...message, sentTimestamp, deadLetterSourceArn: from.arn });
    return true;
  };

  const kept = createKeptQueues(cloud.state);
  const called = createCalledAttributes(cloud.state);
  const surroundings: QueueSurroundings = {
    kept,
    clock: cloud.clock,
    deadLetter,
    deleted: ({ arn }) => cloud.metrics.of("AWS/SQS", arn, queueDimensions).add("NumberOfMessagesDeleted", 1),
    deliveryPlan: (queue, { body }, from) =>
      cloud.faults.delivery({ service: "sqs", from, to: queue.arn, payload: body }) ?? AT_ONCE,
  };
  const store = createQueueStore(cloud, surroundings);
  const policies = cloud.resourcePolicies;
  cloud.offer("queues", {
    get: store.byArn,
    failed: (messageId, { code, message }, causes) => void failures.set(messageId, { code, message, causes }),
    discard(queueArn, { messageId, receiptHandle }, failure, causes) {
      failures.set(messageId, { ...failure, causes });
      store.byArn(queueArn)?.discard(receiptHandle);
    },
    done: (messageId) => void failures.delete(messageId),
  });
  cloud.offer("polling", createPolling(cloud));

  /** What calls made of it stays as long as the config says the same. */
  const compare = (resource: Resource, queueName: string) => {
    if (!cloud.provisioned.isKept(resource)) called.forget(queueName);
  };
  const change = (resource: Resource, queueUrl: string, attributes: Record<string, string>) => {
    const queue = store.find(queueUrl);
    compare(resource, queue.name);
    queue.attributes = changedAttributes(queue.attributes, attributes);
    return queue;
  };

  const provision: Emulator["provision"] = {
    "aws:sqs/queue:Queue": (resource) => {
      const properties = queueProperties.parse(resource.inputs);
      const queue = store.create(provisioned.parse(resource.outputs).name, attributesOf(properties));
      compare(resource, queue.name);
      policies.attach(queue.arn, queue.attributes.Policy);
      const tags = properties.tagsAll ?? properties.tags ?? {};
      for (const [name, value] of Object.entries(tags)) queue.tags.set(name, value);
    },
    "aws:sqs/queuePolicy:QueuePolicy": (resource) => {
      const { queueUrl, policy } = queuePolicyProperties.parse(resource.inputs);
      policies.attach(change(resource, queueUrl, { Policy: text(policy) }).arn, policy);
    },
    "aws:sqs/redrivePolicy:RedrivePolicy": (resource) => {
      const { queueUrl, redrivePolicy } = redrivePolicyProperties.parse(resource.inputs);
      change(resource, queueUrl, { RedrivePolicy: redrivePolicy });
    },
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": (resource) => {
      const { queueUrl, redriveAllowPolicy } = redriveAllowPolicyProperties.parse(resource.inputs);
      change(resource, queueUrl, { RedriveAllowPolicy: redriveAllowPolicy });
    },
  };

  return {
    service: "sqs",
    gauges: () => store.all().map((queue) => gaugeOf(queue, cloud.clock.now())),
    operations: {
      ...queueOperations(cloud, store, called),
      ...sendOperations(cloud, store),
      ...receiveOperations(cloud, store),
      ...moveTaskOperations(cloud, store),
    },
    permissions: neededPermissions((name) => queueArn(name, cloud)),
    provision,
    restore() {
      called.restore(store.byName, ({ arn, attributes }) => policies.attach(arn, attributes.Policy));
      const lost = new Map<string, number>();
      for (const [key, entry] of kept.messages.read()) {
        const [name] = readKeptKey(key);
        const queue = store.byName(name);
        if (queue) {
          queue.restore(entry);
          continue;
        }
        kept.messages.delete(key);
        lost.set(name, (lost.get(name) ?? 0) + 1);
      }
      for (const [name, messages] of lost)
        cloud.state.drop(`${messages} messages of queue ${name}: the config has it no longer`);
      kept.retain((name) => store.byName(name) !== undefined);
    },
    start() {
      for (const queue of store.all()) {
        const { RedrivePolicy } = queue.attributes;
        if (!RedrivePolicy) continue;
        try {
          checkRedrivePolicy(store, { arn: queue.arn, isFifo: queue.isFifo() }, RedrivePolicy);
        } catch (error) {
          throw new Error(
            `Queue ${queue.name}: redrivePolicy: ${(error as Error).message} Name a ${queue.isFifo() ? "FIFO" : "standard"} queue of the app that allows it as a source.`,
            { cause: error },
          );
        }
      }
    },
    stop() {
      for (const queue of store.all()) queue.close();
    },
  };
};
