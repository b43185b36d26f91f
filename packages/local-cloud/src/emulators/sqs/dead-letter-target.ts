import { invalidValue } from "./errors.ts";
import type { QueueStore } from "./queue-store.ts";
import { allowsSource, parseRedrivePolicy } from "./redrive-policy.ts";

interface Problem {
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Why the dead-letter queue of a redrive policy does not take what comes from the queue; undefined when it does.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const problemOfTarget = (
  store: QueueStore,
  sourceArn: string,
  policy: string | undefined,
): Problem | undefined => {
  const { toArn } = parseRedrivePolicy(policy);
  if (toArn === undefined) return undefined;
  const target = store.at(toArn);
  if (!target)
    return {
      reason: "Dead letter target does not exist.",
      remedy: `Name a queue of this app, not ${toArn}.`,
    };
  if (target.isFifo() !== sourceArn.endsWith(".fifo"))
    return {
      reason: "Dead-letter queue must be same type of queue as the source.",
      remedy: `Make both FIFO queues or neither: ${target.name} is ${target.isFifo() ? "one" : "none"}.`,
    };
  if (!allowsSource(target.attributes.RedriveAllowPolicy, sourceArn))
    return {
      reason: "The dead-letter queue does not allow this queue as a source.",
      remedy: `Name ${sourceArn} in the redriveAllowPolicy of ${target.name}.`,
    };
  return undefined;
};

export const checkDeadLetterTarget = (
  store: QueueStore,
  sourceArn: string,
  policy: string | undefined,
): void => {
  const problem = problemOfTarget(store, sourceArn, policy);
  if (problem) throw invalidValue(policy, "RedrivePolicy", problem.reason);
};
