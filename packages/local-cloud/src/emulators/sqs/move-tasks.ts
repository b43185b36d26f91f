import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Operation } from "../../core/cloud.ts";
import { sourceOf } from "./caller.ts";
import { checkRange, invalid, notThere, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueMessage } from "./message.ts";
import { decodeTaskHandle, encodeTaskHandle } from "./move-task-handle.ts";
import type { QueueStore } from "./queue-store.ts";
import { parseRedrivePolicy } from "./redrive-policy.ts";

interface MoveTask {
  readonly taskId: string;
  readonly source: LocalQueue;
  readonly destination: LocalQueue | undefined;
  readonly perSecond: number | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  readonly caller: Caller;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  moved: number;
  failure?: string;
}

const arn = { SourceArn: z.string() };
const startInput = z.object({
  ...arn,
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.number().optional(),
});
const listInput = z.object({ ...arn, MaxResults: z.number().default(1) });
const cancelInput = z.object({ TaskHandle: z.string() });

/** StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask: bring dead-letter messages back. */
export const moveTaskOperations = (
  cloud: Pick<Cloud, "clock" | "journal">,
  store: QueueStore,
): Record<string, Operation> => {
  const tasks: MoveTask[] = [];

  const findArn = (given: string, parameter: "SourceArn" | "DestinationArn"): LocalQueue => {
    const queue = store.at(given);
    if (queue) return queue;
    throw notThere(parameter);
  };
  const isDeadLetterQueue = (arn: string) =>
    [...store.all()].some(({ attributes }) => parseRedrivePolicy(attributes.RedrivePolicy).toArn === arn);

  const move = (task: MoveTask, message: QueueMessage, destination: LocalQueue) => {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html:
    // redriven messages are new messages, with a new id and enqueue time.
    const messageId = randomUUID();
    const hop = cloud.journal.record({
      service: "sqs",
      action: "MoveMessage",
      resource: destination.arn,
      source: sourceOf(task.caller),
      causes: [...cloud.journal.causesOf(`sqs:${message.messageId}`), ...task.caller.causes],
      input: { from: task.source.arn, messageId: message.messageId },
      output: { messageId },
    });
    cloud.journal.link(`sqs:${messageId}`, hop);
    destination.accept({
      ...message,
      messageId,
      sentTimestamp: cloud.clock.now(),
      approximateReceiveCount: 0,
      approximateFirstReceiveTimestamp: undefined,
      deadLetterSourceArn: undefined,
    });
    task.moved++;
  };

  const fail = (task: MoveTask, reason: string) => {
    task.status = "FAILED";
    task.failure = reason;
  };

  const step = (task: MoveTask) => {
    while (task.status === "RUNNING") {
      if (task.destination && !store.has(task.destination))
        return fail(task, "AWS.SimpleQueueService.NonExistentQueue");
      const message = task.moved < task.toMove ? task.source.shift() : undefined;
      if (!message) {
        task.status = "COMPLETED";
        return;
      }
      const destination = task.destination ?? store.at(message.deadLetterSourceArn ?? "");
      if (!destination) {
        task.source.accept(message);
        return fail(task, "CouldNotDetermineMessageSource");
      }
      move(task, message, destination);
      if (task.perSecond !== undefined) {
        cloud.clock.schedule(1000 / task.perSecond, () => step(task));
        return;
      }
    }
  };

  return {
    StartMessageMoveTask(input: unknown, caller) {
      const given = parse(startInput, input);
      const { DestinationArn, MaxNumberOfMessagesPerSecond: perSecond } = given;
      const source = findArn(given.SourceArn, "SourceArn");
      const destination =
        DestinationArn === undefined ? undefined : findArn(DestinationArn, "DestinationArn");
      if (!isDeadLetterQueue(source.arn))
        throw invalid("Source queue must be configured as a Dead Letter Queue.");
      if (destination && destination.isFifo() !== source.isFifo())
        throw invalid("Source and destination queues must be of the same type.");
      checkRange(
        "MaxNumberOfMessagesPerSecond",
        perSecond,
        [1, 500],
        "Must be between 1 and 500, if provided.",
      );
      if (tasks.some((task) => task.source === source && task.status === "RUNNING"))
        throw invalid(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      const task: MoveTask = {
        taskId: randomUUID(),
        source,
        destination,
        perSecond,
        startedAt: cloud.clock.now(),
        toMove: source.counts().visible,
        caller,
        status: "RUNNING",
        moved: 0,
      };
      tasks.unshift(task);
      step(task);
      return { TaskHandle: handleOf(task) };
    },

    ListMessageMoveTasks(input: unknown) {
      const { SourceArn, MaxResults } = parse(listInput, input);
      const source = findArn(SourceArn, "SourceArn");
      checkRange("MaxResults", MaxResults, [1, 10], "Must be between 1 and 10, if provided.");
      return {
        Results: tasks
          .filter((task) => task.source === source)
          .slice(0, MaxResults)
          .map((task) => ({
            ...(task.status === "RUNNING" && { TaskHandle: handleOf(task) }),
            Status: task.status,
            SourceArn: task.source.arn,
            ...(task.destination && { DestinationArn: task.destination.arn }),
            ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
            ApproximateNumberOfMessagesMoved: task.moved,
            ApproximateNumberOfMessagesToMove: task.toMove,
            ...(task.failure !== undefined && { FailureReason: task.failure }),
            StartedTimestamp: task.startedAt,
          })),
      };
    },

    CancelMessageMoveTask(input: unknown) {
      const decoded = decodeTaskHandle(parse(cancelInput, input).TaskHandle);
      if (!decoded) throw invalid("Value for parameter TaskHandle is invalid.");
      findArn(decoded.sourceArn, "SourceArn");
      const task = tasks.find(({ taskId, status }) => taskId === decoded.taskId && status === "RUNNING");
      if (!task) throw new AwsError("ResourceNotFoundException", "Task does not exist.", { status: 404 });
      task.status = "CANCELLED";
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
  };
};

const handleOf = ({ taskId, source }: MoveTask) => encodeTaskHandle({ taskId, sourceArn: source.arn });
