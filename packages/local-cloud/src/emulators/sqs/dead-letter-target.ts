import { invalidValue } from "./errors.ts";
import type { QueueStore } from "./queue-store.ts";
import { allowsSource, parseRedrivePolicy } from "./redrive-policy.ts";

/**
 * Refuses a redrive policy whose dead-letter queue does not exist, is of the other type, or does not allow the queue
 * as a source. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const checkDeadLetterTarget = (
  store: QueueStore,
  sourceArn: string,
  policy: string | undefined,
): void => {
  const { toArn } = parseRedrivePolicy(policy);
  if (toArn === undefined) return;
  const refuse = (reason: string) => invalidValue(policy, "RedrivePolicy", reason);
  const target = store.at(toArn);
  if (!target) throw refuse("Dead letter target does not exist.");
  if (target.isFifo() !== sourceArn.endsWith(".fifo"))
    throw refuse("Dead-letter queue must be same type of queue as the source.");
  if (!allowsSource(target.attributes.RedriveAllowPolicy, sourceArn))
    throw refuse(
      "The dead-letter queue does not allow this queue as a source: its redrive allow policy must name it.",
    );
};
