import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { SqsOperations } from "./api.ts";
import { invalid, invalidValue, notFound, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueMessage } from "./message.ts";
import type { QueueStore } from "./queue-store.ts";
import { schemas } from "./schemas.ts";
import { sourceOf } from "./send.ts";

interface MoveTask {
  readonly id: string;
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

const handle = z.object({ taskId: z.string(), sourceArn: z.string() });

const handleOf = ({ id, source }: MoveTask) =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn: source.arn })).toString("base64");

const readHandle = (encoded: string): z.output<typeof handle> | undefined => {
  try {
    return handle.parse(JSON.parse(Buffer.from(encoded, "base64").toString()));
  } catch {
    return undefined;
  }
};

/** ARN of the dead-letter queue a task handle belongs to. */
export const moveTaskSource = (taskHandle: string | undefined): string | undefined =>
  taskHandle === undefined ? undefined : readHandle(taskHandle)?.sourceArn;

const FASTEST = 500;
const MOST_RESULTS = 10;

/** A message as a move sends it: a new one, with a new id and enqueue time. */
export const movedMessage = (message: QueueMessage, messageId: string, now: number): QueueMessage => ({
  ...message,
  messageId,
  sentTimestamp: now,
  approximateReceiveCount: 0,
  approximateFirstReceiveTimestamp: undefined,
  deadLetterSourceArn: undefined,
});

/**
 * StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask: bring dead-letter messages back.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export const moveTaskOperations = (
  cloud: Pick<Cloud, "clock" | "journal">,
  store: QueueStore,
): SqsOperations => {
  const tasks: MoveTask[] = [];

  const queueAt = (arn: string, parameter: string) => {
    const queue = store.byArn(arn);
    if (queue) return queue;
    throw notFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
  };

  const move = (task: MoveTask, message: QueueMessage, destination: LocalQueue) => {
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
    destination.accept(movedMessage(message, messageId, cloud.clock.now()));
    task.moved++;
  };

  const fail = (task: MoveTask, message: QueueMessage, failure: string) => {
    task.source.accept(message);
    task.status = "FAILED";
    task.failure = failure;
  };

  const step = (task: MoveTask) => {
    while (task.status === "RUNNING") {
      const message = task.moved < task.toMove ? task.source.removeFirst() : undefined;
      if (!message) {
        task.status = "COMPLETED";
        return;
      }
      const to = task.destination?.arn ?? message.deadLetterSourceArn;
      if (to === undefined) return fail(task, message, "CouldNotDetermineMessageSource");
      const destination = store.byArn(to);
      if (!destination) return fail(task, message, "AWS.SimpleQueueService.NonExistentQueue");
      move(task, message, destination);
      if (task.perSecond === undefined) continue;
      const waitMs = task.startedAt + (task.moved * 1000) / task.perSecond - cloud.clock.now();
      if (waitMs > 0) {
        cloud.clock.schedule(waitMs, () => step(task));
        return;
      }
    }
  };

  return {
    StartMessageMoveTask(raw, caller) {
      const input = parse(schemas.StartMessageMoveTask, raw);
      const { MaxNumberOfMessagesPerSecond: perSecond, DestinationArn } = input;
      const source = queueAt(input.SourceArn, "SourceArn");
      if (!store.all().some(({ redrive }) => redrive?.toArn === source.arn))
        throw invalid("Source queue must be configured as a Dead Letter Queue.");
      const destination =
        DestinationArn === undefined ? undefined : queueAt(DestinationArn, "DestinationArn");
      if (destination === source)
        throw invalid("Source queue arn and destination queue arn cannot be the same.");
      if (destination && destination.isFifo() !== source.isFifo())
        throw invalid("Destination queue must be same type of queue as the source.");
      if (perSecond !== undefined && (perSecond < 1 || perSecond > FASTEST))
        throw invalidValue("MaxNumberOfMessagesPerSecond", perSecond, `Must be between 1 and ${FASTEST}.`);
      if (tasks.some((task) => task.source === source && task.status === "RUNNING"))
        throw invalid(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      const task: MoveTask = {
        id: randomUUID(),
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

    ListMessageMoveTasks(raw) {
      const { SourceArn, MaxResults = 1 } = parse(schemas.ListMessageMoveTasks, raw);
      const source = queueAt(SourceArn, "SourceArn");
      if (MaxResults < 1 || MaxResults > MOST_RESULTS)
        throw invalidValue("MaxResults", MaxResults, `Must be between 1 and ${MOST_RESULTS}.`);
      const results = tasks.filter((task) => task.source === source).slice(0, MaxResults);
      if (results.length === 0) return {};
      return {
        Results: results.map((task) => ({
          TaskHandle: task.status === "RUNNING" ? handleOf(task) : undefined,
          Status: task.status,
          SourceArn: task.source.arn,
          DestinationArn: task.destination?.arn,
          MaxNumberOfMessagesPerSecond: task.perSecond,
          ApproximateNumberOfMessagesMoved: task.moved,
          ApproximateNumberOfMessagesToMove: task.toMove,
          FailureReason: task.failure,
          StartedTimestamp: task.startedAt,
        })),
      };
    },

    CancelMessageMoveTask(raw) {
      const { TaskHandle } = parse(schemas.CancelMessageMoveTask, raw);
      const wanted = readHandle(TaskHandle);
      if (!wanted) throw invalid("Value for parameter TaskHandle is invalid.");
      const source = queueAt(wanted.sourceArn, "SourceArn");
      const task = tasks.find((one) => one.id === wanted.taskId && one.source === source);
      if (!task) throw notFound("Task does not exist.");
      if (task.status !== "RUNNING") throw notFound("Only active tasks can be cancelled.");
      task.status = "CANCELLED";
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
  };
};
