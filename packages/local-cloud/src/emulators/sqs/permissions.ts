import { z } from "zod";
import type { Operation, Permission } from "../../core/cloud.ts";
import { invalid, invalidValue, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import { moveTaskSource } from "./move-task-handle.ts";
import { type QueueStore, queueNameOf } from "./queue-store.ts";
import type { ResourcePolicies } from "./resource-policies.ts";

const removeInput = z.object({ QueueUrl: z.string(), Label: z.string() });
const addInput = removeInput.extend({
  AWSAccountIds: z.array(z.string()).min(1),
  Actions: z.array(z.string()).min(1),
});

const ACTIONS =
  "* ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues PurgeQueue ReceiveMessage SendMessage".split(
    " ",
  );

interface Policy {
  readonly Statement: readonly Statement[];
  readonly [member: string]: unknown;
}
interface Statement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

const policyOf = ({ arn, attributes }: LocalQueue): Policy => {
  const written = attributes.Policy === undefined ? undefined : (JSON.parse(attributes.Policy) as Policy);
  return written
    ? { ...written, Statement: [written.Statement].flat() }
    : { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy`, Statement: [] };
};
const oneOrMany = (values: readonly string[]) => (values.length === 1 ? values[0] : values);

/** AddPermission and RemovePermission. */
export const permissionOperations = (
  store: QueueStore,
  policies: ResourcePolicies,
): Record<string, Operation> => {
  const setPolicy = (queue: LocalQueue, policy: Policy) => {
    const Policy = policy.Statement.length > 0 ? JSON.stringify(policy) : undefined;
    policies.attach(queue.arn, Policy);
    queue.setAttributes({ Policy });
    return {};
  };

  return {
    AddPermission(input: unknown) {
      const { QueueUrl, Label, AWSAccountIds, Actions } = parse(addInput, input);
      const queue = store.find(QueueUrl);
      const policy = policyOf(queue);
      if (!/^[\w-]{1,80}$/.test(Label))
        throw invalid(
          "The label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
        );
      if (policy.Statement.some(({ Sid }) => Sid === Label))
        throw invalidValue(Label, "Label", "Already exists.");
      const unknown = Actions.find((action) => !ACTIONS.includes(action));
      if (unknown !== undefined)
        throw invalidValue(
          `SQS:${unknown}`,
          "ActionName",
          "Please refer to the appropriate WSDL for a list of valid actions.",
        );
      if (!AWSAccountIds.every((id) => /^\d{12}$/.test(id)))
        throw invalidValue(`[${AWSAccountIds.join(", ")}]`, "PrincipalId", "Unable to verify.");
      const added = {
        Sid: Label,
        Effect: "Allow",
        Principal: { AWS: oneOrMany(AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: oneOrMany(Actions.map((action) => `SQS:${action}`)),
        Resource: queue.arn,
      };
      return setPolicy(queue, { ...policy, Statement: [...policy.Statement, added] });
    },

    RemovePermission(input: unknown) {
      const { QueueUrl, Label } = parse(removeInput, input);
      const queue = store.find(QueueUrl);
      const policy = policyOf(queue);
      const left = policy.Statement.filter(({ Sid }) => Sid !== Label);
      if (left.length === policy.Statement.length) throw invalidValue(Label, "Label", "can't find label.");
      return setPolicy(queue, { ...policy, Statement: left });
    },
  };
};

/** Actions and queues a call needs; a batch needs the action of its single form. */
export const queuePermissions =
  (arnOf: (name: string) => string) =>
  (operation: string, input: unknown): Permission[] => {
    const given = input as Record<string, unknown>;
    const text = (name: string) => (typeof given[name] === "string" ? given[name] : undefined);
    if (operation === "ListQueues") return [{ action: "sqs:ListQueues", resource: "*" }];
    const SourceArn = text("SourceArn");
    if (operation === "StartMessageMoveTask" && SourceArn) {
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
      const source = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
      const DestinationArn = text("DestinationArn");
      return [
        ...source.map((action) => ({ action: `sqs:${action}`, resource: SourceArn })),
        ...(DestinationArn ? [{ action: "sqs:SendMessage", resource: DestinationArn }] : []),
      ];
    }
    const named =
      SourceArn ?? moveTaskSource(text("TaskHandle")) ?? text("QueueUrl") ?? text("QueueName") ?? "";
    const action = operation.replace(/Batch$/, "");
    return [{ action: `sqs:${action}`, resource: arnOf(queueNameOf(named)) }];
  };
