import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Operation } from "../../core/cloud.ts";
import type { QueueMessage } from "./fauxqs.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueStore } from "./queue-store.ts";
import { parseRedrivePolicy } from "./redrive-policy.ts";
import { sourceOf } from "./send-receive.ts";

interface MoveTask {
  readonly handle: string;
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

const encodeHandle = (handle: string) => Buffer.from(handle).toString("base64");
const decodeHandle = (encoded: string) => Buffer.from(encoded, "base64").toString();

/** ARN of the dead-letter queue a task handle belongs to. */
export const moveTaskSource = (taskHandle: string | undefined): string | undefined =>
  taskHandle === undefined ? undefined : decodeHandle(taskHandle).split(" ")[1];

const RATE = { min: 1, max: 500 };

/** StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask: bring dead-letter messages back. */
export const moveTaskOperations = (
  cloud: Pick<Cloud, "clock" | "journal">,
  store: QueueStore,
): Record<string, Operation> => {
  const tasks: MoveTask[] = [];

  const findArn = (arn: unknown) => {
    const queue = typeof arn === "string" ? store.getQueueByArn(arn) : undefined;
    if (queue && queue.arn === arn) return queue;
    throw new AwsError("ResourceNotFoundException", "The resource that you specified doesn't exist.", {
      status: 404,
    });
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

  const step = (task: MoveTask) => {
    while (task.status === "RUNNING") {
      const [message] = task.moved < task.toMove ? task.source.remove(1) : [];
      if (!message) {
        task.status = "COMPLETED";
        return;
      }
      const destination = task.destination ?? store.getQueueByArn(message.deadLetterSourceArn ?? "");
      if (!destination) {
        task.source.accept(message);
        task.status = "FAILED";
        task.failure = "CouldNotDetermineMessageSource";
        return;
      }
      move(task, message, destination);
      if (task.perSecond !== undefined) {
        cloud.clock.schedule(1000 / task.perSecond, () => step(task));
        return;
      }
    }
  };

  return {
    StartMessageMoveTask(
      input: { SourceArn?: string; DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number },
      caller,
    ) {
      const source = findArn(input.SourceArn);
      const destination = input.DestinationArn === undefined ? undefined : findArn(input.DestinationArn);
      const perSecond = input.MaxNumberOfMessagesPerSecond;
      if (!isDeadLetterQueue(source.arn)) {
        throw new AwsError(
          "InvalidParameterValue",
          "Source queue must be configured as a Dead Letter Queue.",
        );
      }
      if (perSecond !== undefined && (perSecond < RATE.min || perSecond > RATE.max)) {
        throw new AwsError(
          "InvalidParameterValue",
          `Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between ${RATE.min} and ${RATE.max}.`,
        );
      }
      if (tasks.some((task) => task.source === source && task.status === "RUNNING")) {
        throw new AwsError(
          "UnsupportedOperation",
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const task: MoveTask = {
        handle: `${randomUUID()} ${source.arn}`,
        source,
        destination,
        perSecond,
        startedAt: cloud.clock.now(),
        toMove: Number(source.getAttribute("ApproximateNumberOfMessages")),
        caller,
        status: "RUNNING",
        moved: 0,
      };
      tasks.unshift(task);
      step(task);
      return { TaskHandle: encodeHandle(task.handle) };
    },

    ListMessageMoveTasks(input: { SourceArn?: string; MaxResults?: number }) {
      const source = findArn(input.SourceArn);
      return {
        Results: tasks
          .filter((task) => task.source === source)
          .slice(0, input.MaxResults ?? 1)
          .map((task) => ({
            ...(task.status === "RUNNING" && { TaskHandle: encodeHandle(task.handle) }),
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

    CancelMessageMoveTask(input: { TaskHandle?: string }) {
      const handle = decodeHandle(input.TaskHandle ?? "");
      const task = tasks.find((candidate) => candidate.handle === handle && candidate.status === "RUNNING");
      if (!task) throw new AwsError("ResourceNotFoundException", "Task does not exist.", { status: 404 });
      task.status = "CANCELLED";
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
  };
};
