import { randomUUID } from "node:crypto";
import type { BatchResultErrorEntry, PublishBatchResultEntry } from "@aws-sdk/client-sns";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { SnsOperations } from "./api.ts";
import { checkBatch, entries } from "./batch.ts";
import type { Deduplication } from "./deduplication.ts";
import type { Delivery } from "./delivery.ts";
import { invalid, parse } from "./errors.ts";
import { bodiesOf, checkText, type Message, maxBytes, message, type Prepared, prepare } from "./message.ts";
import { checkMessageAttributes } from "./message-attributes.ts";
import type { Published, Topic, Topics } from "./topics.ts";

const publishInput = message.extend({
  TopicArn: z.string().optional(),
  TargetArn: z.string().optional(),
  PhoneNumber: z.string().optional(),
});
const batchInput = z.object({ TopicArn: z.string(), PublishBatchRequestEntries: entries });

const MAX_SMS_CHARACTERS = 1600;
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;

/** Publish and PublishBatch. */
export const publishOperations = (
  cloud: Cloud,
  topics: Topics,
  delivery: Delivery,
  deduplication: Deduplication,
): SnsOperations => {
  const accept = (topic: Topic, prepared: Prepared, publisher: Caller): Published => {
    const before = deduplication.find(topic, prepared);
    if (before) return before;
    const { message, attributes, bodies, groupId, deduplicationId } = prepared;
    const messageId = randomUUID();
    const sequenceNumber = topic.fifo ? deduplication.nextSequenceNumber() : undefined;
    const answer: Published = { MessageId: messageId, SequenceNumber: sequenceNumber };
    deduplication.record(topic, prepared, answer);
    const notification = {
      messageId,
      topicArn: topic.arn,
      subject: message.Subject,
      bodies,
      attributes,
      timestamp: new Date(cloud.clock.now()).toISOString(),
      signatureVersion: topic.attributes.SignatureVersion ?? "1",
      groupId,
      deduplicationId,
      sequenceNumber,
    };
    delivery.fanOut(topic, notification, publisher);
    return answer;
  };

  const toPhone = (to: string, message: Message): Published => {
    if (!PHONE_NUMBER.test(to)) throw invalid(`PhoneNumber Reason: ${to} is not valid to publish to`);
    const body = bodiesOf(message).default!;
    if (body.length > MAX_SMS_CHARACTERS) throw invalid("Message too long");
    const messageId = randomUUID();
    const senderId = checkMessageAttributes(message.MessageAttributes)["AWS.SNS.SMS.SenderID"]?.StringValue;
    cloud.use("mailbox").sms({ messageId, to, body, senderId });
    return { MessageId: messageId };
  };

  return {
    Publish(input, caller: Caller) {
      const { TopicArn, TargetArn, PhoneNumber, ...given } = parse(publishInput, input);
      if ([TopicArn, TargetArn, PhoneNumber].filter((target) => target !== undefined).length > 1)
        throw invalid("TopicArn Reason: only one of TopicArn, TargetArn and PhoneNumber can be published to");
      checkText(given);
      if (PhoneNumber !== undefined) return toPhone(PhoneNumber, given);
      const arn = TopicArn ?? TargetArn;
      if (arn === undefined) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
      if (TopicArn === undefined && arn.includes(":endpoint/"))
        throw invalid("TargetArn Reason: No endpoint found for the target arn specified");
      const topic = topics.find(arn, TopicArn === undefined ? "TargetArn" : "TopicArn");
      const prepared = prepare(topic, given);
      if (prepared.bytes > maxBytes(topic)) throw invalid("Message too long");
      return accept(topic, prepared, caller);
    },

    PublishBatch(input, caller: Caller) {
      const { TopicArn, PublishBatchRequestEntries } = parse(batchInput, input);
      const given = checkBatch(PublishBatchRequestEntries);
      const topic = topics.find(TopicArn);
      const prepared = given.map(({ Id, ...entry }, index) => ({
        Id,
        ...prepare(topic, entry, `publishBatchRequestEntries.${index + 1}.member.`),
      }));
      if (prepared.reduce((sum, { bytes }) => sum + bytes, 0) > maxBytes(topic))
        throw new AwsError(
          "BatchRequestTooLong",
          "The length of all the messages put together is more than the limit.",
        );
      const Successful: PublishBatchResultEntry[] = [];
      const Failed: BatchResultErrorEntry[] = [];
      for (const { Id, ...each } of prepared) {
        try {
          checkText(each.message);
          Successful.push({ Id, ...accept(topic, each, caller) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    },
  };
};
