import { hash, randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { nameOf } from "../../core/caller.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { SqsOperations } from "./api.ts";
import { checkBatch, runBatch } from "./batch.ts";
import { parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import { byteLength, md5, md5OfAttributes } from "./message.ts";
import { checkedAttributes, checkedTraceHeader, checkKind, checkMessage } from "./message-checks.ts";
import type { QueueStore } from "./queue-store.ts";
import { type MessageInput, schemas } from "./schemas.ts";

const MOST_BATCH_BYTES = 1_048_576;

/** Name of who sends: what the journal and the fault injection show. */
export const sourceOf = (caller: Caller): string => nameOf(caller) ?? "root";

/**
 * The AWS managed key lets no service use it, and its policy cannot be changed.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const checkKey = ({ attributes, name }: LocalQueue, { principal }: Caller) => {
  if (principal.kind !== "service" || attributes.KmsMasterKeyId !== "alias/aws/sqs") return;
  throw new AwsError(
    "KmsAccessDenied",
    `${principal.service} may not use the key alias/aws/sqs that ${name} is encrypted with. Use SqsManagedSseEnabled, or a key of your own that allows the service.`,
  );
};

/** SendMessage and SendMessageBatch. */
export const sendOperations = (cloud: Pick<Cloud, "clock" | "journal">, store: QueueStore): SqsOperations => {
  const accept = (queue: LocalQueue, input: MessageInput, caller: Caller, inBatch: boolean) => {
    const isFifo = queue.isFifo();
    checkMessage({ attributes: queue.attributes, isFifo }, input, inBatch);
    const messageAttributes = checkedAttributes(input.MessageAttributes);
    const traceHeader = checkedTraceHeader(input.MessageSystemAttributes) ?? caller.traceHeader;
    checkKey(queue, caller);
    const { MessageBody: body, MessageGroupId: groupId = "" } = input;
    const deduplicationId = isFifo ? (input.MessageDeduplicationId ?? hash("sha256", body)) : undefined;
    const md5OfBody = md5(body);
    const duplicateOf =
      deduplicationId === undefined ? undefined : queue.deduplication.find(deduplicationId, groupId);
    const accepted = duplicateOf ?? {
      messageId: randomUUID(),
      sequenceNumber: isFifo ? queue.nextSequenceNumber() : undefined,
    };
    for (const id of caller.causes) cloud.journal.link(`sqs:${accepted.messageId}`, { id });
    if (!duplicateOf) {
      if (deduplicationId !== undefined) queue.deduplication.record(deduplicationId, groupId, accepted);
      // A FIFO queue takes only the delay of the queue, and no delay of a message as if there were none.
      const delay = (isFifo ? undefined : input.DelaySeconds) ?? Number(queue.attributes.DelaySeconds);
      queue.send(
        {
          ...accepted,
          body,
          md5OfBody,
          messageAttributes,
          sentTimestamp: cloud.clock.now(),
          approximateReceiveCount: 0,
          messageGroupId: input.MessageGroupId,
          messageDeduplicationId: deduplicationId,
          traceHeader,
        },
        sourceOf(caller),
        delay * 1000,
      );
    }
    return {
      MessageId: accepted.messageId,
      MD5OfMessageBody: md5OfBody,
      MD5OfMessageAttributes:
        Object.keys(messageAttributes).length > 0 ? md5OfAttributes(messageAttributes) : undefined,
      MD5OfMessageSystemAttributes: input.MessageSystemAttributes?.AWSTraceHeader
        ? md5OfAttributes({ AWSTraceHeader: { DataType: "String", StringValue: traceHeader } })
        : undefined,
      SequenceNumber: accepted.sequenceNumber,
    };
  };

  return {
    SendMessage(raw, caller) {
      const { QueueUrl, ...input } = parse(schemas.SendMessage, raw);
      const queue = store.find(QueueUrl);
      checkKind({ attributes: queue.attributes, isFifo: queue.isFifo() }, input, false);
      return accept(queue, input, caller, false);
    },

    SendMessageBatch(raw, caller) {
      const { QueueUrl, Entries } = parse(schemas.SendMessageBatch, raw);
      const queue = store.find(QueueUrl);
      const entries = checkBatch("SendMessageBatch", Entries);
      const bytes = entries.reduce(
        (sum, { MessageBody, MessageAttributes }) => sum + byteLength(MessageBody, MessageAttributes),
        0,
      );
      if (bytes > MOST_BATCH_BYTES)
        throw new AwsError(
          "BatchRequestTooLong",
          `Batch requests cannot be longer than ${MOST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
        );
      const kind = { attributes: queue.attributes, isFifo: queue.isFifo() };
      for (const entry of entries) checkKind(kind, entry, true);
      return runBatch(entries, (entry) => accept(queue, entry, caller, true));
    },
  };
};
