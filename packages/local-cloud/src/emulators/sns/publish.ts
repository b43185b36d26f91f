import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Operation } from "../../core/cloud.ts";
import type { MessageAttribute } from "../sqs/message.ts";
import type { Delivery } from "./delivery.ts";
import { isFifo, type Topic, type Topics } from "./topics.ts";

interface Message {
  Message?: string;
  Subject?: string;
  MessageStructure?: string;
  MessageAttributes?: Record<string, MessageAttribute>;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
}
type PublishInput = Message & { TopicArn?: string; TargetArn?: string; PhoneNumber?: string };
interface PublishBatchInput {
  TopicArn?: string;
  PublishBatchRequestEntries?: (Message & { Id: string })[];
}
interface Published {
  MessageId: string;
  SequenceNumber?: string;
}

/** https://docs.aws.amazon.com/general/latest/gr/sns.html */
const MAX_BYTES = 262_144;
const MAX_SMS_CHARACTERS = 1600;
const DEDUPLICATION_MS = 5 * 60_000;
const BATCH_ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;

const invalid = (reason: string) => new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);

const byteLength = ({ Message = "", MessageAttributes = {} }: Message) => {
  let bytes = Buffer.byteLength(Message);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name + DataType + (StringValue ?? BinaryValue ?? ""));
  }
  return bytes;
};

const bodiesOf = ({ Message = "", MessageStructure }: Message): Record<string, string> => {
  if (MessageStructure !== "json") return { default: Message };
  try {
    const bodies = JSON.parse(Message);
    if (typeof bodies.default === "string") return bodies;
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  throw invalid("Message Structure - No default entry in JSON message body");
};

const check = (message: Message) => {
  if (!message.Message) throw invalid("Empty message");
  if (message.Subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(message.Subject))
    throw invalid("Subject");
  if (byteLength(message) > MAX_BYTES) throw invalid("Message too long");
};

/** Publish and PublishBatch. */
export const publishOperations = (
  cloud: Cloud,
  topics: Topics,
  delivery: Delivery,
): Record<string, Operation> => {
  const { clock } = cloud;
  const published = new Map<string, Published & { until: number }>();
  let sequence = 10n ** 19n;

  const fifoIds = (topic: Topic, message: Message) => {
    if (!isFifo(topic)) return { groupId: message.MessageGroupId, deduplicationId: undefined };
    const byContent = topic.attributes.ContentBasedDeduplication === "true";
    const deduplicationId =
      message.MessageDeduplicationId ??
      (byContent ? createHash("sha256").update(message.Message!).digest("hex") : undefined);
    if (message.MessageGroupId === undefined) {
      throw invalid("The MessageGroupId parameter is required for FIFO topics");
    }
    if (deduplicationId === undefined) {
      throw invalid(
        "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
      );
    }
    return { groupId: message.MessageGroupId, deduplicationId };
  };

  const toTopic = (topic: Topic, message: Message, causes: readonly number[]): Published => {
    check(message);
    const { groupId, deduplicationId } = fifoIds(topic, message);
    const now = clock.now();
    const key = `${topic.arn} ${deduplicationId}`;
    const before = deduplicationId === undefined ? undefined : published.get(key);
    if (before && before.until > now) {
      return { MessageId: before.MessageId, SequenceNumber: before.SequenceNumber! };
    }
    const messageId = randomUUID();
    const sequenceNumber = isFifo(topic) ? String(++sequence) : undefined;
    const output = {
      MessageId: messageId,
      ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    };
    if (deduplicationId !== undefined) {
      for (const [old, { until }] of published) {
        if (until > now) break;
        published.delete(old);
      }
      published.set(key, { ...output, until: now + DEDUPLICATION_MS });
    }
    const notification = {
      messageId,
      topicArn: topic.arn,
      subject: message.Subject,
      bodies: bodiesOf(message),
      attributes: message.MessageAttributes ?? {},
      timestamp: new Date(now).toISOString(),
      groupId,
      deduplicationId,
      sequenceNumber,
    };
    delivery.fanOut(topic, notification, causes);
    return output;
  };

  const toPhone = (to: string, message: Message): Published => {
    if (!PHONE_NUMBER.test(to)) throw invalid(`PhoneNumber Reason: ${to} is not valid to publish to`);
    check(message);
    const body = bodiesOf(message).default!;
    if (body.length > MAX_SMS_CHARACTERS) throw invalid("Message too long");
    const messageId = randomUUID();
    const senderId = message.MessageAttributes?.["AWS.SNS.SMS.SenderID"]?.StringValue;
    cloud.use("mailbox").sms({ messageId, to, body, ...(senderId !== undefined && { senderId }) });
    return { MessageId: messageId };
  };

  const checkBatch = (entries: PublishBatchInput["PublishBatchRequestEntries"]) => {
    if (!entries || entries.length === 0) {
      throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if (entries.length > 10) {
      throw new AwsError(
        "TooManyEntriesInBatchRequest",
        "The batch request contains more entries than permissible.",
      );
    }
    if (!entries.every(({ Id }) => BATCH_ENTRY_ID.test(Id))) {
      throw new AwsError("InvalidBatchEntryId", "The Id of a batch entry in a batch request is invalid.");
    }
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
      throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.");
    }
    if (entries.reduce((bytes, entry) => bytes + byteLength(entry), 0) > MAX_BYTES) {
      throw new AwsError(
        "BatchRequestTooLong",
        "The length of all the batch messages is more than the limit.",
      );
    }
    return entries;
  };

  return {
    Publish(input: PublishInput, { causes }: Caller) {
      if (input.PhoneNumber !== undefined) return toPhone(input.PhoneNumber, input);
      const arn = input.TopicArn ?? input.TargetArn;
      if (arn === undefined) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
      return toTopic(topics.find(arn), input, causes);
    },

    PublishBatch(input: PublishBatchInput, { causes }: Caller) {
      const topic = topics.find(input.TopicArn);
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const { Id, ...message } of checkBatch(input.PublishBatchRequestEntries)) {
        try {
          Successful.push({ Id, ...toTopic(topic, message, causes) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    },
  };
};
