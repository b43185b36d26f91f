import type { MessageAttributes } from "./message-attributes.ts";

/** A message in a queue; times in milliseconds since the epoch. */
export interface QueueMessage {
  readonly messageId: string;
  body: string;
  md5OfBody: string;
  readonly messageAttributes: MessageAttributes;
  readonly sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number | undefined;
  readonly messageGroupId?: string | undefined;
  readonly messageDeduplicationId?: string | undefined;
  readonly sequenceNumber?: string | undefined;
  /** X-Ray header the sender set. */
  readonly traceHeader?: string | undefined;
  /** ARN of the queue the message came from when it is in a dead-letter queue. */
  readonly deadLetterSourceArn?: string | undefined;
}

/** A message as it was received. */
export interface Received {
  readonly message: QueueMessage;
  readonly receiptHandle: string;
}

/** All system attributes of a received message, as Lambda and Pipes hand them on. */
export const systemAttributes = ({ message }: Received, accountId: string): Record<string, string> => ({
  ApproximateReceiveCount: String(message.approximateReceiveCount),
  SentTimestamp: String(message.sentTimestamp),
  SenderId: accountId,
  ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp),
  ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
  ...(message.messageGroupId !== undefined && { MessageGroupId: message.messageGroupId }),
  ...(message.messageDeduplicationId !== undefined && {
    MessageDeduplicationId: message.messageDeduplicationId,
  }),
  ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
  ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
});
