import { AwsError } from "../../core/aws-error.ts";
import type { QueueStore } from "./queue-store.ts";
import { parseRedrivePolicy } from "./redrive-policy.ts";

/**
 * Rejects a redrive policy whose dead-letter queue does not exist, is of the other kind (FIFO or standard), or does
 * not allow the queue as a source.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const checkRedrivePolicy = (
  store: QueueStore,
  queueName: string,
  attributes: Record<string, string>,
): void => {
  const invalid = (reason: string) =>
    new AwsError(
      "InvalidParameterValue",
      `Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  const { toArn, maxReceiveCount } = parseRedrivePolicy(attributes.RedrivePolicy);
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000) {
    throw invalid("Invalid value for maxReceiveCount. Valid values are from 1 to 1000 both inclusive.");
  }
  const target = store.getQueueByArn(toArn ?? "");
  if (!target) throw invalid("Dead letter target does not exist.");
  if (target.isFifo() !== queueName.endsWith(".fifo")) {
    throw invalid("Dead-letter queue must be same type of queue as the source.");
  }
  const allow = JSON.parse(target.attributes.RedriveAllowPolicy ?? '{"redrivePermission":"allowAll"}');
  const allowed =
    allow.redrivePermission === "allowAll" ||
    (allow.redrivePermission === "byQueue" &&
      allow.sourceQueueArns?.some((arn: string) => arn.endsWith(`:${queueName}`)));
  if (!allowed) throw invalid("The dead-letter queue does not allow this queue as a source.");
};
