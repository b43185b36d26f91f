import { z } from "zod";
import type { Permission } from "../../core/cloud.ts";
import { queueNameOf } from "./queue-store.ts";
import { moveTaskSource } from "./redrive.ts";

// Permissions are looked at before the operation parses its input: what is no text names no queue.
const text = z.string().optional().catch(undefined);
const named = z.object({
  QueueUrl: text,
  QueueName: text,
  SourceArn: text,
  DestinationArn: text,
  TaskHandle: text,
});

/** Actions and queues a call needs; a batch needs the action of its single form. */
export const neededPermissions =
  (arnOf: (name: string) => string) =>
  (operation: string, input: unknown): Permission[] => {
    const { QueueUrl, QueueName, SourceArn, DestinationArn, TaskHandle } = named.parse(input);
    if (operation === "ListQueues") return [{ action: "sqs:ListQueues", resource: "*" }];
    if (operation === "StartMessageMoveTask" && SourceArn) {
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
      const source = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
      return [
        ...source.map((action) => ({ action: `sqs:${action}`, resource: SourceArn })),
        ...(DestinationArn ? [{ action: "sqs:SendMessage", resource: DestinationArn }] : []),
      ];
    }
    const queue = SourceArn ?? moveTaskSource(TaskHandle) ?? QueueUrl ?? QueueName ?? "";
    const action = operation.replace(/Batch$/, "");
    return [{ action: `sqs:${action}`, resource: arnOf(queueNameOf(queue)) }];
  };
