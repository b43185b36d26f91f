import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Operation } from "../../core/cloud.ts";
import { createAttempts } from "./attempts.ts";
import { batchOf, checkBatch, runBatch } from "./batch.ts";
import { sourceOf } from "./caller.ts";
import { checkId, checkRange, invalidValue, NOT_OF_THIS_TYPE, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import { type Received, systemAttributes } from "./message.ts";
import { md5OfAttributes } from "./message-attributes.ts";
import { RANGES } from "./queue-attributes.ts";
import type { QueueStore } from "./queue-store.ts";

const names = z.array(z.string()).optional();
const receiveInput = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.number().default(1),
  VisibilityTimeout: z.number().optional(),
  WaitTimeSeconds: z.number().optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
  ReceiveRequestAttemptId: z.string().optional(),
});
type ReceiveInput = z.output<typeof receiveInput>;

const handle = { ReceiptHandle: z.string() };
const visibility = { ...handle, VisibilityTimeout: z.number() };
const queueUrl = { QueueUrl: z.string() };
const deleteInput = z.object({ ...queueUrl, ...handle });
const visibilityInput = z.object({ ...queueUrl, ...visibility });
const deleteBatchInput = batchOf(handle);
const visibilityBatchInput = batchOf(visibility);

/** Whether a name was asked for: by itself, by `All`, `*` or `.*`, or by what it begins with (`Order.*`). */
const wanted = (...lists: (readonly string[] | undefined)[]) => {
  const asked = lists.flatMap((list) => list ?? []);
  if (asked.some((name) => name === "All" || name === "*" || name === ".*")) return () => true;
  const prefixes = asked.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -2));
  return (name: string) => asked.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
};

const pick = <Value>(values: Readonly<Record<string, Value>>, keep: (name: string) => boolean) => {
  const entries = Object.entries(values).filter(([name]) => keep(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

const malformed = (receiptHandle: string) =>
  new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
    { status: 404 },
  );

const deleteMessage = (queue: LocalQueue, ReceiptHandle: string) => {
  const outcome = queue.deleteMessage(ReceiptHandle);
  if (outcome === "malformed") throw malformed(ReceiptHandle);
  if (outcome === "expired")
    throw invalidValue(ReceiptHandle, "ReceiptHandle", "The receipt handle has expired.");
  return {};
};

const changeVisibility = (queue: LocalQueue, ReceiptHandle: string, seconds: number) => {
  checkRange("VisibilityTimeout", seconds, RANGES.VisibilityTimeout);
  const outcome = queue.changeVisibility(ReceiptHandle, seconds);
  if (outcome === "changed") return {};
  if (outcome === "malformed") throw malformed(ReceiptHandle);
  if (outcome === "beyond")
    throw invalidValue(
      seconds,
      "VisibilityTimeout",
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    );
  throw invalidValue(
    ReceiptHandle,
    "ReceiptHandle",
    "Message does not exist or is not available for visibility timeout change.",
  );
};

/** ReceiveMessage, and what is done with receipt handles. */
export const receiveOperations = (
  { accountId, clock, journal }: Pick<Cloud, "accountId" | "clock" | "journal">,
  store: QueueStore,
): Record<string, Operation> => {
  const shape = (received: Received, input: ReceiveInput) => {
    const { message, receiptHandle } = received;
    const { AttributeNames, MessageSystemAttributeNames, MessageAttributeNames } = input;
    const system = pick(
      systemAttributes(received, accountId),
      wanted(AttributeNames, MessageSystemAttributeNames),
    );
    const attributes = pick(message.messageAttributes, wanted(MessageAttributeNames));
    return {
      MessageId: message.messageId,
      ReceiptHandle: receiptHandle,
      MD5OfBody: message.md5OfBody,
      Body: message.body,
      ...(system && { Attributes: system }),
      ...(attributes && {
        MessageAttributes: attributes,
        MD5OfMessageAttributes: md5OfAttributes(attributes),
      }),
    };
  };

  const attempts = createAttempts(clock);

  return {
    async ReceiveMessage(given: unknown, caller) {
      const input = parse(receiveInput, given);
      const { MaxNumberOfMessages: max, VisibilityTimeout } = input;
      const queue = store.find(input.QueueUrl);
      checkRange("MaxNumberOfMessages", max, [1, 10], "Must be between 1 and 10, if provided.");
      checkRange("WaitTimeSeconds", input.WaitTimeSeconds, RANGES.ReceiveMessageWaitTimeSeconds);
      checkRange("VisibilityTimeout", VisibilityTimeout, RANGES.VisibilityTimeout);
      const waitSeconds = input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds);
      const attempt = input.ReceiveRequestAttemptId;
      checkId("ReceiveRequestAttemptId", attempt);
      if (attempt !== undefined && !queue.isFifo())
        throw invalidValue(attempt, "ReceiveRequestAttemptId", NOT_OF_THIS_TYPE);
      const giveUpAt = clock.now() + waitSeconds * 1000;
      let received = attempts.again(queue, attempt, VisibilityTimeout) ?? queue.take(max, VisibilityTimeout);
      while (received.length === 0 && clock.now() < giveUpAt && store.has(queue)) {
        await queue.arrival(giveUpAt - clock.now());
        received = queue.take(max, VisibilityTimeout);
      }
      if (received.length === 0) {
        // Long polling and FIFO queues answer with nothing instead.
        if (queue.isFull() && waitSeconds === 0 && !queue.isFifo())
          throw new AwsError("OverLimit", "The maximum number of in flight messages is reached.", {
            status: 403,
          });
        return {};
      }
      if (attempt !== undefined) attempts.note(queue, attempt, received);
      const keys = received.map(({ message }) => `sqs:${message.messageId}`);
      journal.record({
        service: "sqs",
        action: "Receive",
        resource: queue.arn,
        source: sourceOf(caller),
        causes: [...journal.causesOf(...keys), ...caller.causes],
      });
      return { Messages: received.map((each) => shape(each, input)) };
    },

    DeleteMessage(input: unknown) {
      const { QueueUrl, ReceiptHandle } = parse(deleteInput, input);
      return deleteMessage(store.find(QueueUrl), ReceiptHandle);
    },
    DeleteMessageBatch(input: unknown) {
      const { QueueUrl, Entries } = parse(deleteBatchInput, input);
      const queue = store.find(QueueUrl);
      checkBatch(Entries);
      return runBatch(Entries, ({ ReceiptHandle }) => deleteMessage(queue, ReceiptHandle));
    },
    ChangeMessageVisibility(input: unknown) {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parse(visibilityInput, input);
      return changeVisibility(store.find(QueueUrl), ReceiptHandle, VisibilityTimeout);
    },
    ChangeMessageVisibilityBatch(input: unknown) {
      const { QueueUrl, Entries } = parse(visibilityBatchInput, input);
      const queue = store.find(QueueUrl);
      checkBatch(Entries);
      return runBatch(Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
        changeVisibility(queue, ReceiptHandle, VisibilityTimeout),
      );
    },
  };
};
