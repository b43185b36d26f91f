import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Operation } from "../../core/cloud.ts";
import { actions, type InflightEntry, type MessageAttribute, md5OfMessageAttributes } from "./fauxqs.ts";
import { invokeAction } from "./invoke-action.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueStore } from "./queue-store.ts";

const MAX_BATCH_BYTES = 1_048_576;
const BATCH_ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

interface SendInput {
  QueueUrl: string;
  MessageBody: string;
  DelaySeconds?: number;
  MessageAttributes?: Record<string, MessageAttribute>;
  MessageSystemAttributes?: Record<string, MessageAttribute>;
  MessageDeduplicationId?: string;
  MessageGroupId?: string;
}
interface SendBatchInput {
  QueueUrl: string;
  Entries?: (Omit<SendInput, "QueueUrl"> & { Id: string })[];
}
interface SendOutput {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
  MD5OfMessageSystemAttributes?: string;
  SequenceNumber?: string;
}
interface ReceiveInput {
  QueueUrl: string;
  MaxNumberOfMessages?: number;
  VisibilityTimeout?: number;
  WaitTimeSeconds?: number;
  AttributeNames?: string[];
  MessageSystemAttributeNames?: string[];
  MessageAttributeNames?: string[];
}

/** Name of who sends: what the journal and the fault injection show. */
export const sourceOf = ({ source, principal }: Caller): string => {
  if (source !== undefined) return source;
  if (principal.kind === "root") return "root";
  return principal.kind === "role" ? principal.arn : principal.sourceArn;
};

/** All system attributes of a received message, as Lambda and Pipes hand them on. */
export const systemAttributes = ({ message }: InflightEntry, accountId: string): Record<string, string> => ({
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

const wanted = (names: readonly string[] | undefined) => {
  if (names === undefined || names.length === 0) return undefined;
  if (names.includes("All") || names.includes(".*")) return () => true;
  const prefixes = names.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -1));
  return (name: string) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
};

const pick = <Value>(values: Record<string, Value>, keep: ((name: string) => boolean) | undefined) => {
  if (!keep) return undefined;
  const entries = Object.entries(values).filter(([name]) => keep(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

const between = (name: string, value: number, min: number, max: number) => {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${min} and ${max}, if provided.`,
  );
};

const byteLength = ({ MessageBody, MessageAttributes = {} }: Omit<SendInput, "QueueUrl">) => {
  let bytes = Buffer.byteLength(MessageBody ?? "");
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name + DataType + (StringValue ?? BinaryValue ?? ""));
  }
  return bytes;
};

const checkBatch = (entries: SendBatchInput["Entries"]) => {
  if (!entries || entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (entries.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  }
  if (!entries.every(({ Id }) => BATCH_ENTRY_ID.test(Id))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
  if (entries.reduce((bytes, entry) => bytes + byteLength(entry), 0) > MAX_BATCH_BYTES) {
    throw new AwsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes.`,
    );
  }
  return entries;
};

/** SendMessage, SendMessageBatch and ReceiveMessage. */
export const sendReceiveOperations = (
  cloud: Pick<Cloud, "accountId" | "clock" | "journal">,
  store: QueueStore,
): Record<string, Operation> => {
  const { accountId, clock, journal } = cloud;

  const send = (queue: LocalQueue, input: Omit<SendInput, "QueueUrl">, caller: Caller): SendOutput => {
    if (typeof input.MessageBody !== "string") {
      throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
    }
    queue.sending = {
      source: sourceOf(caller),
      groupId: input.MessageGroupId,
      traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    };
    const output = invokeAction(actions.SendMessage, { ...input, QueueUrl: queue.url }, store) as SendOutput;
    for (const id of caller.causes) journal.link(`sqs:${output.MessageId}`, { id });
    if (input.MessageSystemAttributes) {
      output.MD5OfMessageSystemAttributes = md5OfMessageAttributes(input.MessageSystemAttributes);
    }
    return output;
  };

  const shape = (entry: InflightEntry, input: ReceiveInput) => {
    const { message } = entry;
    const system = wanted([...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]);
    const attributes = pick(message.messageAttributes, wanted(input.MessageAttributeNames));
    return {
      MessageId: message.messageId,
      ReceiptHandle: entry.receiptHandle,
      MD5OfBody: message.md5OfBody,
      Body: message.body,
      ...(system && { Attributes: pick(systemAttributes(entry, accountId), system) }),
      ...(attributes && {
        MessageAttributes: attributes,
        MD5OfMessageAttributes: md5OfMessageAttributes(attributes),
      }),
    };
  };

  return {
    SendMessage: (input: SendInput, caller) => send(store.find(input.QueueUrl), input, caller),

    SendMessageBatch(input: SendBatchInput, caller) {
      const queue = store.find(input.QueueUrl);
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const { Id, ...entry } of checkBatch(input.Entries)) {
        try {
          Successful.push({ Id, ...send(queue, entry, caller) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
        }
      }
      return { Successful, Failed };
    },

    async ReceiveMessage(input: ReceiveInput, caller) {
      const queue = store.find(input.QueueUrl);
      const max = input.MaxNumberOfMessages ?? 1;
      const waitSeconds = input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds);
      between("MaxNumberOfMessages", max, 1, 10);
      between("WaitTimeSeconds", waitSeconds, 0, 20);
      if (input.VisibilityTimeout !== undefined) {
        between("VisibilityTimeout", input.VisibilityTimeout, 0, 43_200);
      }
      const giveUpAt = clock.now() + waitSeconds * 1000;
      let entries = queue.take(max, input.VisibilityTimeout);
      while (entries.length === 0 && clock.now() < giveUpAt && store.getQueue(queue.url) === queue) {
        await queue.arrival(giveUpAt - clock.now());
        entries = queue.take(max, input.VisibilityTimeout);
      }
      if (entries.length === 0) return {};
      const keys = entries.map(({ message }) => `sqs:${message.messageId}`);
      journal.record({
        service: "sqs",
        action: "Receive",
        resource: queue.arn,
        source: sourceOf(caller),
        causes: [...journal.causesOf(...keys), ...caller.causes],
      });
      return { Messages: entries.map((entry) => shape(entry, input)) };
    },
  };
};
