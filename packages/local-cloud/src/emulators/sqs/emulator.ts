import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createPolling } from "../../polling/index.ts";
import { problemOfTarget } from "./dead-letter-target.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueMessage } from "./message.ts";
import { moveTaskOperations } from "./move-tasks.ts";
import { permissionOperations, queuePermissions } from "./permissions.ts";
import { queueOperations } from "./queue-operations.ts";
import { createQueueStore, queueArn } from "./queue-store.ts";
import { receiveOperations } from "./receive.ts";
import { createResourcePolicies } from "./resource-policies.ts";
import {
  queueAttributesOf,
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
  /** Notes that the message is done with. */
  done(messageId: string): void;
}

declare module "../../core/cloud.ts" {
  interface Shared {
    queues: Queues;
  }
}

const provisioned = z.object({ name: z.string() });
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** SQS. Offers `queues`, `resourcePolicies`, and `polling`. */
export const createSqsEmulator = (cloud: Cloud): Emulator => {
  const failures = new Map<string, MessageFailure & { causes: readonly number[] }>();

  let lastKey = 0;

  const deadLetter = (from: LocalQueue, toArn: string, message: QueueMessage) => {
    const target = store.at(toArn);
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
    // The count goes on; the age, too, but in FIFO queues.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    const sentTimestamp = target.isFifo() ? cloud.clock.now() : message.sentTimestamp;
    target.accept({ ...message, sentTimestamp, deadLetterSourceArn: from.arn });
    return true;
  };

  const store = createQueueStore(cloud, {
    clock: cloud.clock,
    deadLetter,
    nextKey: () => String(++lastKey),
  });
  const policies = createResourcePolicies();
  cloud.offer("resourcePolicies", policies);
  cloud.offer("queues", {
    get: store.at,
    failed: (messageId, { code, message }, causes) => void failures.set(messageId, { code, message, causes }),
    done: (messageId) => void failures.delete(messageId),
  });
  cloud.offer("polling", createPolling(cloud));

  const provision: Record<string, (resource: Resource) => void> = {
    "aws:sqs/queue:Queue": ({ inputs, outputs }) => {
      const { tags = {}, ...properties } = queueProperties.parse(inputs);
      const attributes = queueAttributesOf(properties);
      const { name } = provisioned.parse(outputs);
      const queue = store.create(name, attributes, tags);
      policies.attach(queue.arn, attributes.Policy);
    },
    "aws:sqs/queuePolicy:QueuePolicy": ({ inputs }) => {
      const { queueUrl, policy } = queuePolicyProperties.parse(inputs);
      const queue = store.find(queueUrl);
      queue.setAttributes({ Policy: text(policy) });
      policies.attach(queue.arn, policy);
    },
    "aws:sqs/redrivePolicy:RedrivePolicy": ({ inputs }) => {
      const { queueUrl, redrivePolicy } = redrivePolicyProperties.parse(inputs);
      store.find(queueUrl).setAttributes({ RedrivePolicy: redrivePolicy });
    },
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ({ inputs }) => {
      const { queueUrl, redriveAllowPolicy } = redriveAllowPolicyProperties.parse(inputs);
      store.find(queueUrl).setAttributes({ RedriveAllowPolicy: redriveAllowPolicy });
    },
  };

  return {
    service: "sqs",
    types: Object.keys(provision),
    operations: {
      ...queueOperations(cloud, store, policies),
      ...permissionOperations(store, policies),
      ...sendOperations(cloud, store),
      ...receiveOperations(cloud, store),
      ...moveTaskOperations(cloud, store),
    },
    permissions: queuePermissions((name) => queueArn(name, cloud)),
    provision: (resource) => provision[resource.type]!(resource),
    start() {
      for (const { name, arn, attributes } of store.all()) {
        const problem = problemOfTarget(store, arn, attributes.RedrivePolicy);
        if (problem) throw new Error(`Queue ${name}, redrivePolicy: ${problem.reason} ${problem.remedy}`);
      }
    },
    stop() {
      for (const queue of store.all()) queue.close();
    },
  };
};
