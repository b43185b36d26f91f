import { AwsError } from "../../core/aws-error.ts";
import type { Operation } from "../../core/cloud.ts";
import { type ActionName, actions } from "./fauxqs.ts";
import { invokeAction } from "./invoke-action.ts";
import { moveTaskSource } from "./move-tasks.ts";
import { type QueueStore, queueNameOf } from "./queue-store.ts";
import { checkingHandles, checkingHandlesOfBatch } from "./receipt-handles.ts";
import { checkRedrivePolicy } from "./redrive.ts";
import { parseRedrivePolicy } from "./redrive-policy.ts";
import type { ResourcePolicies } from "./resource-policies.ts";

const UNCHANGED = ["PurgeQueue", "TagQueue", "UntagQueue", "ListQueueTags", "ListQueues"] as const;

interface Statement {
  Sid?: string;
  [member: string]: unknown;
}

/** Everything but sending, receiving and moving messages. */
export const queueOperations = (store: QueueStore, policies: ResourcePolicies): Record<string, Operation> => {
  const setPolicy = (url: string, change: (statements: Statement[]) => Statement[]) => {
    const queue = store.find(url);
    const policy = JSON.parse(queue.attributes.Policy ?? '{"Version":"2012-10-17","Statement":[]}');
    const Policy = JSON.stringify({ ...policy, Statement: change([policy.Statement].flat()) });
    queue.setAttributes({ Policy });
    policies.attach(queue.arn, Policy);
    return {};
  };

  const unchanged = (name: ActionName) => (input: object) => invokeAction(actions[name], input, store);

  return {
    ...Object.fromEntries(UNCHANGED.map((name) => [name, unchanged(name)])),

    DeleteMessage: checkingHandles(store, unchanged("DeleteMessage")),
    DeleteMessageBatch: checkingHandlesOfBatch(store, unchanged("DeleteMessageBatch")),
    ChangeMessageVisibility: checkingHandles(store, unchanged("ChangeMessageVisibility")),
    ChangeMessageVisibilityBatch: checkingHandlesOfBatch(store, unchanged("ChangeMessageVisibilityBatch")),

    CreateQueue(input: { QueueName: string; Attributes?: Record<string, string> }) {
      if (input.Attributes?.RedrivePolicy) checkRedrivePolicy(store, input.QueueName, input.Attributes);
      const output = invokeAction(actions.CreateQueue, input, store);
      const queue = store.find(input.QueueName);
      policies.attach(queue.arn, queue.attributes.Policy);
      return output;
    },

    DeleteQueue(input: { QueueUrl: string }) {
      const { arn } = store.find(input.QueueUrl);
      policies.attach(arn, undefined);
      return invokeAction(actions.DeleteQueue, input, store);
    },

    GetQueueUrl: (input: { QueueName: string }) => ({ QueueUrl: store.find(input.QueueName).url }),

    GetQueueAttributes(input: { QueueUrl: string; AttributeNames?: string[] }) {
      // Without names AWS answers with none; fauxqs with all.
      if (!input.AttributeNames?.length) return store.find(input.QueueUrl) && {};
      return invokeAction(actions.GetQueueAttributes, input, store);
    },

    SetQueueAttributes(input: { QueueUrl: string; Attributes?: Record<string, string> }) {
      const { DeduplicationScope, FifoThroughputLimit, ...attributes } = input.Attributes ?? {};
      const queue = store.find(input.QueueUrl);
      if (attributes.RedrivePolicy) checkRedrivePolicy(store, queue.name, attributes);
      const output = invokeAction(actions.SetQueueAttributes, { ...input, Attributes: attributes }, store);
      if (DeduplicationScope !== undefined) queue.setAttributes({ DeduplicationScope });
      if (FifoThroughputLimit !== undefined) queue.setAttributes({ FifoThroughputLimit });
      if (attributes.Policy !== undefined) policies.attach(queue.arn, attributes.Policy);
      return output;
    },

    ListDeadLetterSourceQueues(input: { QueueUrl: string }) {
      const { arn } = store.find(input.QueueUrl);
      const sources = [...store.all()].filter(
        ({ attributes }) => parseRedrivePolicy(attributes.RedrivePolicy).toArn === arn,
      );
      return { queueUrls: sources.map(({ url }) => url) };
    },

    AddPermission: (input: { QueueUrl: string; Label: string; AWSAccountIds: string[]; Actions: string[] }) =>
      setPolicy(input.QueueUrl, (statements) => {
        if (statements.some(({ Sid }) => Sid === input.Label)) {
          const reason = `Value ${input.Label} for parameter Label is invalid. Reason: Already exists.`;
          throw new AwsError("InvalidParameterValue", reason);
        }
        const added = {
          Sid: input.Label,
          Effect: "Allow",
          Principal: { AWS: input.AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`) },
          Action: input.Actions.map((action) => `SQS:${action}`),
          Resource: store.find(input.QueueUrl).arn,
        };
        return [...statements, added];
      }),

    RemovePermission: (input: { QueueUrl: string; Label: string }) =>
      setPolicy(input.QueueUrl, (statements) => statements.filter(({ Sid }) => Sid !== input.Label)),
  };
};

/** Actions and queues a call needs; a batch needs the action of its single form. */
export const queuePermissions =
  (arnOf: (name: string) => string) =>
  (operation: string, input: unknown): { action: string; resource: string }[] => {
    const { QueueUrl, QueueName, SourceArn, DestinationArn, TaskHandle } = input as Record<string, string>;
    if (operation === "ListQueues") return [{ action: "sqs:ListQueues", resource: "*" }];
    if (operation === "StartMessageMoveTask" && SourceArn) {
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
      const source = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
      return [
        ...source.map((action) => ({ action: `sqs:${action}`, resource: SourceArn })),
        ...(DestinationArn ? [{ action: "sqs:SendMessage", resource: DestinationArn }] : []),
      ];
    }
    const named = SourceArn ?? moveTaskSource(TaskHandle) ?? QueueUrl ?? QueueName ?? "";
    const action = operation.replace(/Batch$/, "");
    return [{ action: `sqs:${action}`, resource: arnOf(queueNameOf(named)) }];
  };
