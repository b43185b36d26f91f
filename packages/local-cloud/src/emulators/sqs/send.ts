import { hash, randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Operation } from "../../core/cloud.ts";
import { batchOf, checkBatch, runBatch } from "./batch.ts";
import { sourceOf } from "./caller.ts";
import { checkId, checkRange, invalid, invalidValue, missing, NOT_OF_THIS_TYPE, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueMessage } from "./message.ts";
import {
  attributeBytes,
  checkMessageAttributes,
  checkSystemAttributes,
  md5OfAttributes,
  messageAttributes,
} from "./message-attributes.ts";
import { RANGES } from "./queue-attributes.ts";
import type { QueueStore } from "./queue-store.ts";
import { forbiddenCharacter } from "./text.ts";

const body = {
  MessageBody: z.string(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: messageAttributes,
  MessageSystemAttributes: messageAttributes,
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
};
const message = z.object(body);
const sendInput = message.extend({ QueueUrl: z.string() });
const sendBatchInput = batchOf(body);
type Message = z.output<typeof message>;

const MAX_BATCH_BYTES = 1_048_576;
/** All sequence numbers have twenty digits, so that their order as texts is that of the numbers. */
const FIRST_SEQUENCE_NUMBER = 10n ** 19n;

const checkIds = (queue: LocalQueue, { MessageGroupId, MessageDeduplicationId }: Message) => {
  checkId("MessageGroupId", MessageGroupId);
  checkId("MessageDeduplicationId", MessageDeduplicationId);
  if (MessageDeduplicationId !== undefined && !queue.isFifo())
    throw invalidValue(MessageDeduplicationId, "MessageDeduplicationId", NOT_OF_THIS_TYPE);
};

const checkFifo = (queue: LocalQueue, { MessageGroupId, MessageDeduplicationId }: Message) => {
  if (!queue.isFifo()) return;
  if (MessageGroupId === undefined) throw missing("MessageGroupId");
  if (MessageDeduplicationId === undefined && queue.attributes.ContentBasedDeduplication !== "true")
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
};

/** Milliseconds; a FIFO queue delays all its messages alike. */
const delayOf = (queue: LocalQueue, { DelaySeconds }: Message): number => {
  checkRange("DelaySeconds", DelaySeconds, RANGES.DelaySeconds, "DelaySeconds must be >= 0 and <= 900.");
  if (queue.isFifo() && DelaySeconds) throw invalidValue(DelaySeconds, "DelaySeconds", NOT_OF_THIS_TYPE);
  const seconds = queue.isFifo() ? undefined : DelaySeconds;
  return (seconds ?? Number(queue.attributes.DelaySeconds)) * 1000;
};

const checkBody = (text: string) => {
  if (text === "") throw missing("MessageBody");
  const character = forbiddenCharacter(text);
  if (character)
    throw new AwsError(
      "InvalidMessageContents",
      `Invalid binary character '${character}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.`,
    );
};

const bytesOf = ({ MessageBody, MessageAttributes = {} }: Message) => {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType = "", StringValue = "", BinaryValue = "" }] of Object.entries(
    MessageAttributes,
  )) {
    const value =
      typeof BinaryValue === "string" ? Buffer.byteLength(BinaryValue, "base64") : BinaryValue.length;
    bytes += Buffer.byteLength(name + DataType + StringValue) + value;
  }
  return bytes;
};

/** SendMessage and SendMessageBatch. */
export const sendOperations = (
  { journal, clock, faults }: Pick<Cloud, "journal" | "clock" | "faults">,
  store: QueueStore,
): Record<string, Operation> => {
  let sequence = FIRST_SEQUENCE_NUMBER;

  const send = (queue: LocalQueue, input: Message, caller: Caller, refusal: string): object => {
    const { MessageBody, MessageGroupId, MessageSystemAttributes } = input;
    checkBody(MessageBody);
    checkIds(queue, input);
    const delayMs = delayOf(queue, input);
    const attributes = checkMessageAttributes(input.MessageAttributes);
    const system = checkSystemAttributes(MessageSystemAttributes);
    const maxBytes = Number(queue.attributes.MaximumMessageSize);
    if (Buffer.byteLength(MessageBody) + attributeBytes(attributes) > maxBytes)
      throw invalid(`${refusal} Reason: Message must be shorter than ${maxBytes} bytes.`);
    const deduplicationId =
      input.MessageDeduplicationId ?? (queue.isFifo() ? hash("sha256", MessageBody) : undefined);
    const before =
      deduplicationId === undefined
        ? undefined
        : queue.deduplication.find(deduplicationId, MessageGroupId ?? "");
    const messageId = before?.messageId ?? randomUUID();
    const sequenceNumber = before?.sequenceNumber ?? (queue.isFifo() ? String(++sequence) : undefined);
    const md5OfBody = hash("md5", MessageBody);
    for (const id of caller.causes) journal.link(`sqs:${messageId}`, { id });
    if (!before) {
      if (deduplicationId !== undefined)
        queue.deduplication.record(deduplicationId, MessageGroupId ?? "", { messageId, sequenceNumber });
      const sent: QueueMessage = {
        messageId,
        body: MessageBody,
        md5OfBody,
        messageAttributes: attributes,
        sentTimestamp: clock.now(),
        approximateReceiveCount: 0,
        messageGroupId: MessageGroupId,
        messageDeduplicationId: deduplicationId,
        sequenceNumber,
        traceHeader: system.AWSTraceHeader?.StringValue,
      };
      const plan = faults.delivery({
        service: "sqs",
        from: sourceOf(caller),
        to: queue.arn,
        payload: MessageBody,
      });
      for (const heldBackMs of plan)
        queue.accept(plan.length === 1 ? sent : { ...sent }, delayMs + heldBackMs);
    }
    return {
      MessageId: messageId,
      MD5OfMessageBody: md5OfBody,
      ...(input.MessageAttributes &&
        Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
      ...(MessageSystemAttributes && { MD5OfMessageSystemAttributes: md5OfAttributes(system) }),
      ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    };
  };

  return {
    SendMessage(input: unknown, caller) {
      const { QueueUrl, ...given } = parse(sendInput, input);
      const queue = store.find(QueueUrl);
      checkFifo(queue, given);
      return send(queue, given, caller, "One or more parameters are invalid.");
    },

    SendMessageBatch(input: unknown, caller) {
      const { QueueUrl, Entries } = parse(sendBatchInput, input);
      const queue = store.find(QueueUrl);
      checkBatch(Entries);
      const bytes = Entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
      if (bytes > MAX_BATCH_BYTES)
        throw new AwsError(
          "BatchRequestTooLong",
          `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
        );
      // One entry that no FIFO queue takes fails them all, unlike every other fault.
      for (const entry of Entries) {
        if (queue.isFifo() && entry.MessageGroupId === undefined)
          throw invalid(missing("MessageGroupId").message);
        checkFifo(queue, entry);
      }
      return runBatch(Entries, (entry) =>
        send(queue, entry, caller, "One or more parameters cannot be validated."),
      );
    },
  };
};
