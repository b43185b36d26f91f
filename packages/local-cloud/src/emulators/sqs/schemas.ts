import { z } from "zod";

// The requests as `@aws-sdk/client-sqs` types them; binary values as base64, as they travel.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
const text = z.string();
const names = z.array(text).optional();
const whole = z.number().int().optional();
const map = z.record(text, text);

const attribute = z.object({
  DataType: text.optional(),
  StringValue: text.optional(),
  BinaryValue: text.optional(),
});
const attributes = z.record(text, attribute).optional();

const message = {
  MessageBody: text,
  DelaySeconds: whole,
  MessageAttributes: attributes,
  MessageSystemAttributes: attributes,
  MessageDeduplicationId: text.optional(),
  MessageGroupId: text.optional(),
};
const receipt = { ReceiptHandle: text };
const visibility = { ...receipt, VisibilityTimeout: z.number().int() };
const ofQueue = { QueueUrl: text };
const batchOf = <Shape extends z.ZodRawShape>(entry: Shape) =>
  z.object({ ...ofQueue, Entries: z.array(z.object({ Id: text, ...entry })).optional() });

export type AttributeInput = z.output<typeof attribute>;
export type MessageInput = z.output<z.ZodObject<typeof message>>;
export type ReceiveInput = z.output<typeof schemas.ReceiveMessage>;

export const schemas = {
  AddPermission: z.object({
    ...ofQueue,
    Label: text,
    AWSAccountIds: z.array(text),
    Actions: z.array(text),
  }),
  CancelMessageMoveTask: z.object({ TaskHandle: text }),
  ChangeMessageVisibility: z.object({ ...ofQueue, ...visibility }),
  ChangeMessageVisibilityBatch: batchOf(visibility),
  CreateQueue: z.object({ QueueName: text, Attributes: map.optional(), tags: map.optional() }),
  DeleteMessage: z.object({ ...ofQueue, ...receipt }),
  DeleteMessageBatch: batchOf(receipt),
  DeleteQueue: z.object(ofQueue),
  GetQueueAttributes: z.object({ ...ofQueue, AttributeNames: names }),
  GetQueueUrl: z.object({ QueueName: text, QueueOwnerAWSAccountId: text.optional() }),
  ListDeadLetterSourceQueues: z.object({ ...ofQueue, NextToken: text.optional(), MaxResults: whole }),
  ListMessageMoveTasks: z.object({ SourceArn: text, MaxResults: whole }),
  ListQueues: z.object({
    QueueNamePrefix: text.optional(),
    NextToken: text.optional(),
    MaxResults: whole,
  }),
  ListQueueTags: z.object(ofQueue),
  PurgeQueue: z.object(ofQueue),
  ReceiveMessage: z.object({
    ...ofQueue,
    AttributeNames: names,
    MessageSystemAttributeNames: names,
    MessageAttributeNames: names,
    MaxNumberOfMessages: whole,
    VisibilityTimeout: whole,
    WaitTimeSeconds: whole,
    ReceiveRequestAttemptId: text.optional(),
  }),
  RemovePermission: z.object({ ...ofQueue, Label: text }),
  SendMessage: z.object({ ...ofQueue, ...message }),
  SendMessageBatch: batchOf(message),
  SetQueueAttributes: z.object({ ...ofQueue, Attributes: map }),
  StartMessageMoveTask: z.object({
    SourceArn: text,
    DestinationArn: text.optional(),
    MaxNumberOfMessagesPerSecond: whole,
  }),
  TagQueue: z.object({ ...ofQueue, Tags: map }),
  UntagQueue: z.object({ ...ofQueue, TagKeys: z.array(text) }),
};
