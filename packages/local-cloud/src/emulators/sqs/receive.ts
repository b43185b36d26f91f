import type { Message } from "@aws-sdk/client-sqs";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { SqsOperations } from "./api.ts";
import { checkBatch, runBatch } from "./batch.ts";
import { invalidValue, parse } from "./errors.ts";
import { IN_FLIGHT_LIMIT, type LocalQueue, type Received } from "./local-queue.ts";
import { md5OfAttributes, systemAttributes } from "./message.ts";
import type { QueueStore } from "./queue-store.ts";
import { createReceiveAttempts } from "./receive-attempts.ts";
import { type ReceiveInput, schemas } from "./schemas.ts";
import { sourceOf } from "./send.ts";

const SYSTEM_ATTRIBUTES = new Set([
  "All",
  "ApproximateFirstReceiveTimestamp",
  "ApproximateReceiveCount",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
  "MessageDeduplicationId",
  "MessageGroupId",
  "SenderId",
  "SentTimestamp",
  "SequenceNumber",
]);
const MOST_MESSAGES = 10;
const LONGEST_WAIT_SECONDS = 20;
const LONGEST_VISIBILITY_SECONDS = 43_200;

const hasAny = (values: object) => {
  for (const _ in values) return true;
  return false;
};

const pick = <Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Readonly<Record<string, Value>> | undefined => {
  if (names.length === 0) return undefined;
  if (names.some((name) => name === "All" || name === "*" || name === ".*"))
    return hasAny(values) ? values : undefined;
  const prefixes = names.flatMap((name) => (name.endsWith(".*") ? [name.slice(0, -2)] : []));
  const entries = Object.entries(values).filter(
    ([name]) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

const checkRange = (name: string, value: number, most: number) => {
  if (value < 0 || value > most) throw invalidValue(name, value, `Must be >= 0 and <= ${most}, if provided.`);
};

/** ReceiveMessage, DeleteMessage and ChangeMessageVisibility, and the batches of the two. */
export const receiveOperations = (
  cloud: Pick<Cloud, "accountId" | "clock" | "journal">,
  store: QueueStore,
): SqsOperations => {
  const { accountId, clock, journal } = cloud;
  const attempts = createReceiveAttempts(clock);

  const shape = ({ message, receiptHandle }: Received, input: ReceiveInput): Message => {
    const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    const Attributes = system.length > 0 ? pick(systemAttributes(message, accountId), system) : undefined;
    const MessageAttributes = pick(message.messageAttributes, input.MessageAttributeNames ?? []);
    return {
      MessageId: message.messageId,
      ReceiptHandle: receiptHandle,
      MD5OfBody: message.md5OfBody,
      Body: message.body,
      Attributes,
      // A binary value is base64 text here, as JSON has it.
      MessageAttributes: MessageAttributes as Message["MessageAttributes"],
      MD5OfMessageAttributes: MessageAttributes && md5OfAttributes(MessageAttributes),
    };
  };

  const check = (input: ReceiveInput, max: number, waitSeconds: number) => {
    if (max < 1 || max > MOST_MESSAGES)
      throw invalidValue("MaxNumberOfMessages", max, `Must be between 1 and ${MOST_MESSAGES}, if provided.`);
    checkRange("WaitTimeSeconds", waitSeconds, LONGEST_WAIT_SECONDS);
    checkRange("VisibilityTimeout", input.VisibilityTimeout ?? 0, LONGEST_VISIBILITY_SECONDS);
    for (const name of [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]) {
      if (!SYSTEM_ATTRIBUTES.has(name))
        throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
  };

  const remove = (queue: LocalQueue, handle: string): object => {
    if (queue.deleteMessage(handle) === "expired")
      throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
    return {};
  };

  const hide = (queue: LocalQueue, handle: string, seconds: number): object => {
    if (seconds < 0 || seconds > LONGEST_VISIBILITY_SECONDS)
      throw invalidValue(
        "VisibilityTimeout",
        seconds,
        `Must be between 0 and ${LONGEST_VISIBILITY_SECONDS}, if provided.`,
      );
    switch (queue.changeVisibility(handle, seconds)) {
      case "valid":
        return {};
      case "tooLong":
        throw invalidValue(
          "VisibilityTimeout",
          seconds,
          `Total VisibilityTimeout for the message is beyond the limit [${LONGEST_VISIBILITY_SECONDS} seconds].`,
        );
      case "expired":
        throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
      case "gone":
        throw invalidValue(
          "ReceiptHandle",
          handle,
          "Message does not exist or is not available for visibility timeout change.",
        );
    }
  };

  return {
    async ReceiveMessage(raw, caller) {
      const input = parse(schemas.ReceiveMessage, raw);
      const queue = store.find(input.QueueUrl);
      const { MaxNumberOfMessages: max = 1, ReceiveRequestAttemptId: attemptId } = input;
      const waitSeconds = input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds);
      check(input, max, waitSeconds);
      const take = () =>
        attemptId === undefined
          ? queue.take(max, input.VisibilityTimeout)
          : attempts.take(queue, attemptId, max, input.VisibilityTimeout);
      const givesUpAt = clock.now() + waitSeconds * 1000;
      let received = take();
      while (received.length === 0 && clock.now() < givesUpAt && store.byArn(queue.arn) === queue) {
        await queue.arrival(givesUpAt - clock.now());
        received = take();
      }
      if (received.length === 0) {
        // Who polls long, or a FIFO queue, is told nothing of it.
        if (waitSeconds === 0 && !queue.isFifo() && queue.isFull())
          throw new AwsError(
            "OverLimit",
            `Too many messages in flight: a queue has at most ${IN_FLIGHT_LIMIT} of them. Delete messages after processing.`,
            { status: 403 },
          );
        return {};
      }
      queue.keepReceived(received);
      const keys = received.map(({ message }) => `sqs:${message.messageId}`);
      journal.record({
        service: "sqs",
        action: "Receive",
        resource: queue.arn,
        source: sourceOf(caller),
        causes: [...journal.causesOf(...keys), ...caller.causes],
      });
      return { Messages: received.map((one) => shape(one, input)) };
    },

    DeleteMessage(raw) {
      const { QueueUrl, ReceiptHandle } = parse(schemas.DeleteMessage, raw);
      return remove(store.find(QueueUrl), ReceiptHandle);
    },

    DeleteMessageBatch(raw) {
      const { QueueUrl, Entries } = parse(schemas.DeleteMessageBatch, raw);
      const queue = store.find(QueueUrl);
      return runBatch(checkBatch("DeleteMessageBatch", Entries), ({ ReceiptHandle }) =>
        remove(queue, ReceiptHandle),
      );
    },

    ChangeMessageVisibility(raw) {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parse(schemas.ChangeMessageVisibility, raw);
      return hide(store.find(QueueUrl), ReceiptHandle, VisibilityTimeout);
    },

    ChangeMessageVisibilityBatch(raw) {
      const { QueueUrl, Entries } = parse(schemas.ChangeMessageVisibilityBatch, raw);
      const queue = store.find(QueueUrl);
      return runBatch(
        checkBatch("ChangeMessageVisibilityBatch", Entries),
        ({ ReceiptHandle, VisibilityTimeout }) => hide(queue, ReceiptHandle, VisibilityTimeout),
      );
    },
  };
};
