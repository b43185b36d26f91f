/** A message attribute on the wire; binary values as base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** A message as fauxqs stores it; times in milliseconds since the epoch. */
export interface QueueMessage {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, MessageAttribute>;
  md5OfMessageAttributes: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number | undefined;
  delayUntil?: number | undefined;
  messageGroupId?: string | undefined;
  messageDeduplicationId?: string;
  sequenceNumber?: string;
  /** Ours: X-Ray header the sender set. */
  traceHeader?: string | undefined;
  /** Ours: queue the message came from when it is in a dead-letter queue. */
  deadLetterSourceArn?: string | undefined;
}

export interface InflightEntry {
  message: QueueMessage;
  receiptHandle: string;
  visibilityDeadline: number;
}

export interface Deduplicated {
  isDuplicate: boolean;
  originalMessageId?: string;
  originalSequenceNumber?: string | undefined;
}

/** The part of fauxqs' `SqsQueue` that is used as it is or replaced. */
interface FauxqsQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  attributes: Record<string, string>;
  tags: Map<string, string>;
  messages: QueueMessage[];
  delayedMessages: QueueMessage[];
  inflightMessages: Map<string, InflightEntry>;
  fifoMessages: Map<string, QueueMessage[]>;
  fifoLockedGroups: Map<string, number>;
  isFifo(): boolean;
  getAttribute(name: string): string | undefined;
  setAttributes(attributes: Record<string, string>): void;
  enqueue(message: QueueMessage): void;
  deleteMessage(receiptHandle: string): boolean;
  changeVisibility(receiptHandle: string, timeoutSeconds: number): void;
  purge(): void;
  checkDeduplication(id: string): Deduplicated;
  recordDeduplication(id: string, messageId: string, sequenceNumber?: string): void;
  nextSequenceNumber(): string;
}

interface QueueModule {
  SqsQueue: new (
    name: string,
    url: string,
    arn: string,
    attributes?: Record<string, string>,
    tags?: Record<string, string>,
  ) => FauxqsQueue;
}

type Action = (input: object, store: unknown, request: { headers: Record<string, string> }) => object;

interface ErrorModule {
  SqsError: abstract new (...args: never[]) => Error & { readonly code: string; readonly statusCode: number };
}

interface Md5Module {
  md5OfMessageAttributes(attributes: Record<string, MessageAttribute>): string;
}

// fauxqs exports only its HTTP server. Its stores and actions are imported by file, which skips that server and
// a serialisation per call; fauxqs.test.ts fails when another version moves them.
const folder = new URL("./", import.meta.resolve("fauxqs"));
const load = async <Module>(file: string): Promise<Module> =>
  (await import(new URL(file, folder).href)) as Module;

export const { SqsQueue } = await load<QueueModule>("sqs/sqsStore.js");
export const { SqsError } = await load<ErrorModule>("common/errors.js");
export const { md5OfMessageAttributes } = await load<Md5Module>("common/md5.js");

const ACTIONS = {
  CreateQueue: "createQueue",
  DeleteQueue: "deleteQueue",
  GetQueueUrl: "getQueueUrl",
  ListQueues: "listQueues",
  GetQueueAttributes: "getQueueAttributes",
  SetQueueAttributes: "setQueueAttributes",
  PurgeQueue: "purgeQueue",
  SendMessage: "sendMessage",
  DeleteMessage: "deleteMessage",
  DeleteMessageBatch: "deleteMessageBatch",
  ChangeMessageVisibility: "changeMessageVisibility",
  ChangeMessageVisibilityBatch: "changeMessageVisibilityBatch",
  TagQueue: "tagQueue",
  UntagQueue: "untagQueue",
  ListQueueTags: "listQueueTags",
} as const;

export type ActionName = keyof typeof ACTIONS;

/** fauxqs' implementations of SQS operations by AWS name. */
export const actions = Object.fromEntries(
  await Promise.all(
    Object.entries(ACTIONS).map(async ([operation, name]) => {
      const module = await load<Record<string, Action>>(`sqs/actions/${name}.js`);
      return [operation, module[name]];
    }),
  ),
) as Record<ActionName, Action>;
