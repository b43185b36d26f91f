import { queuePipe } from "../pipe.ts";
import { queueWithDeadLetterQueue } from "../queue.ts";
import { handlerOf, type QueueFunctionOptions, subscribeFunction } from "../queue-function.ts";
import { ruleArn } from "../rule.ts";
import { type StateMachineOptions, stateMachine } from "../state-machine.ts";
import type { Target } from "./target.ts";

interface QueueNames {
  /** Name of the rule and, with `Queue` behind it, of the queue; the consumer's unless stated. */
  queue?: string;
  /** Receives before a message goes to the queue's dead-letter queue: 5 unless stated. */
  maxReceiveCount?: number;
}

/** A queue, and the function that is the consumer: `src/handlers/<consumer>.queue.ts`. */
export const queueToFunction = ({
  queue: name,
  maxReceiveCount,
  replays,
  ...options
}: QueueNames & QueueFunctionOptions & Pick<Target, "replays">): Target => ({
  rule: name,
  replays,
  connect: ({ service, consumer, rule }) => {
    const queue = queueOfRule(rule, options.timeoutSeconds, maxReceiveCount);
    subscribeFunction(queue, handlerOf(service, consumer), options);
    return { arn: queue.arn };
  },
});

/** A queue, and a pipe from it to the Express state machine that is the consumer and answers with `batchItemFailures`. */
export const queueToStateMachine = (
  options: QueueNames & {
    /** The pipe's name; the consumer's and `Pipe` unless stated. */
    pipe?: string;
    /** Its `TimeoutSeconds` are what a batch may take. */
    definition: StateMachineOptions["definition"] & { TimeoutSeconds: number };
    grants: StateMachineOptions["grants"];
  },
): Target => ({
  rule: options.queue,
  connect: ({ consumer, rule }) => {
    const { definition, grants } = options;
    const queue = queueOfRule(rule, definition.TimeoutSeconds, options.maxReceiveCount);
    const pipe = options.pipe ?? `${consumer}Pipe`;
    const machine = stateMachine(consumer, { type: "EXPRESS", definition, grants, pipe });
    queuePipe(pipe, queue, machine);
    return { arn: queue.arn };
  },
});

const queueOfRule = (rule: string, consumerTimeoutSeconds: number, maxReceiveCount?: number) => {
  const sender = { service: "events.amazonaws.com" as const, sourceArns: [ruleArn(rule)] };
  return queueWithDeadLetterQueue(rule, { consumerTimeoutSeconds, maxReceiveCount, sender }).queue;
};
