import { hash } from "node:crypto";

/** A message attribute on the wire; binary values as base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

/** A message in a queue; times in milliseconds since the epoch. */
export interface QueueMessage {
  readonly messageId: string;
  body: string;
  md5OfBody: string;
  readonly messageAttributes: Readonly<Record<string, MessageAttribute>>;
  sentTimestamp: number;
  /** Goes on counting in the dead-letter queue. */
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number | undefined;
  readonly messageGroupId?: string | undefined;
  readonly messageDeduplicationId?: string | undefined;
  readonly sequenceNumber?: string | undefined;
  /** X-Ray header the sender set. */
  readonly traceHeader?: string | undefined;
  /** Queue the message came from when it is in a dead-letter queue. */
  readonly deadLetterSourceArn?: string | undefined;
}

/** All system attributes of a received message, as Lambda and Pipes hand them on. */
export const systemAttributes = (message: QueueMessage, accountId: string): Record<string, string> => ({
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

export const md5 = (data: string | Buffer): string => hash("md5", data);

const bigEndian = (size: number) => Buffer.from([size >>> 24, size >>> 16, size >>> 8, size]);
const STRING = Buffer.from([1]);
const BINARY = Buffer.from([2]);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
export const md5OfAttributes = (attributes: Readonly<Record<string, MessageAttribute>>): string => {
  const parts: Buffer[] = [];
  const add = (bytes: Buffer) => parts.push(bigEndian(bytes.length), bytes);
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue = "" } = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    parts.push(StringValue === undefined ? BINARY : STRING);
    add(StringValue === undefined ? Buffer.from(BinaryValue, "base64") : Buffer.from(StringValue));
  }
  return md5(Buffer.concat(parts));
};

/** What counts towards the size limits: the body and names, types and values of the attributes. */
export const byteLength = (
  body: string,
  attributes: Readonly<Record<string, Partial<MessageAttribute>>> = {},
): number => {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType = "", StringValue = "", BinaryValue = "" }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64");
  }
  return bytes;
};
