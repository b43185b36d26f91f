import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createPolling } from "../../polling/index.ts";
import type { QueueMessage } from "./fauxqs.ts";
import type { LocalQueue, QueueSurroundings } from "./local-queue.ts";
import { moveTaskOperations } from "./move-tasks.ts";
import { queueOperations, queuePermissions } from "./queue-operations.ts";
import { createQueueStore, queueArn } from "./queue-store.ts";
import { checkRedrivePolicy } from "./redrive.ts";
import { createResourcePolicies } from "./resource-policies.ts";
import {
  queuePolicyProperties,
  queueProperties,
  redriveAllowPolicyProperties,
  redrivePolicyProperties,
} from "./resources.ts";
import { sendReceiveOperations } from "./send-receive.ts";

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

const AT_ONCE = [0] as const;
const provisioned = z.object({ name: z.string() });
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Queue attributes as the API names them, of the properties that were set. */
const attributesOf = (inputs: z.output<typeof queueProperties>): Record<string, string> => {
  const attributes = {
    FifoQueue: inputs.fifoQueue || undefined,
    ContentBasedDeduplication: inputs.fifoQueue ? (inputs.contentBasedDeduplication ?? false) : undefined,
    DeduplicationScope: inputs.fifoQueue ? (inputs.deduplicationScope ?? "queue") : undefined,
    FifoThroughputLimit: inputs.fifoQueue ? (inputs.fifoThroughputLimit ?? "perQueue") : undefined,
    DelaySeconds: inputs.delaySeconds,
    MaximumMessageSize: inputs.maxMessageSize,
    MessageRetentionPeriod: inputs.messageRetentionSeconds,
    ReceiveMessageWaitTimeSeconds: inputs.receiveWaitTimeSeconds,
    VisibilityTimeout: inputs.visibilityTimeoutSeconds,
    Policy: inputs.policy,
    RedrivePolicy: inputs.redrivePolicy,
    RedriveAllowPolicy: inputs.redriveAllowPolicy,
    SqsManagedSseEnabled: inputs.sqsManagedSseEnabled,
    KmsMasterKeyId: inputs.kmsMasterKeyId,
    KmsDataKeyReusePeriodSeconds: inputs.kmsDataKeyReusePeriodSeconds,
  };
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
};

/** SQS. Offers `queues`, `resourcePolicies`, and `polling`. */
export const createSqsEmulator = (cloud: Cloud): Emulator => {
  const failures = new Map<string, MessageFailure & { causes: readonly number[] }>();

  const deadLetter = (from: LocalQueue, toArn: string, message: QueueMessage) => {
    const target = store.getQueueByArn(toArn);
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
    target.accept({
      ...message,
      approximateReceiveCount: 0,
      approximateFirstReceiveTimestamp: undefined,
      deadLetterSourceArn: from.arn,
    });
    return true;
  };

  const surroundings: QueueSurroundings = {
    clock: cloud.clock,
    deadLetter,
    deliveryPlan: (queue, { body }) =>
      cloud.faults.delivery({
        service: "sqs",
        from: queue.sending?.source ?? "",
        to: queue.arn,
        payload: body,
      }) ?? AT_ONCE,
  };
  const store = createQueueStore(cloud, surroundings);
  const policies = createResourcePolicies();
  cloud.offer("resourcePolicies", policies);
  cloud.offer("queues", {
    get: (arn) => {
      const queue = store.getQueueByArn(arn);
      return queue?.arn === arn ? queue : undefined;
    },
    failed: (messageId, { code, message }, causes) => void failures.set(messageId, { code, message, causes }),
    done: (messageId) => void failures.delete(messageId),
  });
  cloud.offer("polling", createPolling(cloud));

  const provision: Record<string, (resource: Resource) => void> = {
    "aws:sqs/queue:Queue": ({ inputs, outputs }) => {
      const attributes = attributesOf(queueProperties.parse(inputs));
      const { name } = provisioned.parse(outputs);
      const queue = store.createQueue(name, "", "", attributes);
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
      ...queueOperations(store, policies),
      ...sendReceiveOperations(cloud, store),
      ...moveTaskOperations(cloud, store),
    },
    permissions: queuePermissions((name) => queueArn(name, cloud)),
    provision: (resource) => provision[resource.type]!(resource),
    start() {
      for (const { name, attributes } of store.all()) {
        if (!attributes.RedrivePolicy) continue;
        try {
          checkRedrivePolicy(store, name, attributes);
        } catch (error) {
          throw new Error(`Queue ${name}: ${(error as Error).message}`, { cause: error });
        }
      }
    },
    stop() {
      for (const queue of store.all()) queue.close();
    },
  };
};
