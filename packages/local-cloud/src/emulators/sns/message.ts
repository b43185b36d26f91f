import { createHash } from "node:crypto";
import { z } from "zod";
import { invalid } from "./errors.ts";
import {
  attributeBytes,
  checkMessageAttributes,
  type MessageAttributes,
  messageAttributes,
} from "./message-attributes.ts";
import { MAX_MESSAGE_BYTES } from "./topic-attributes.ts";
import type { Topic } from "./topics.ts";

/** What Publish and each entry of PublishBatch take. */
export const message = z.object({
  Message: z.string(),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: messageAttributes,
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});
export type Message = z.output<typeof message>;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const TOKEN = /^[\x21-\x7e]{1,128}$/;
const SUBJECT = /^\P{Cc}{1,100}$/u;

export const bodiesOf = ({ Message, MessageStructure }: Message): Record<string, string> => {
  if (MessageStructure !== "json") return { default: Message };
  let bodies: Record<string, unknown>;
  try {
    bodies = Object(JSON.parse(Message));
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  if (typeof bodies.default !== "string")
    throw invalid("Message Structure - No default entry in JSON message body");
  return Object.fromEntries(
    Object.entries(bodies).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
};

export const checkText = ({ Message, Subject }: Message) => {
  if (Message === "") throw invalid("Empty message");
  if (Subject !== undefined && !SUBJECT.test(Subject)) throw invalid("Subject");
};

const checkToken = (name: string, value: string | undefined) => {
  if (value === undefined || TOKEN.test(value)) return;
  throw invalid(
    `The ${name} parameter can only include alphanumeric and punctuation characters. 1 to 128 in length`,
  );
};

interface Ids {
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** Group and deduplication id of a message to this topic. */
const idsOf = ({ fifo, attributes }: Topic, { Message, ...given }: Message): Ids => {
  const { MessageGroupId: groupId, MessageDeduplicationId } = given;
  if (!fifo && MessageDeduplicationId !== undefined)
    throw invalid(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
    );
  checkToken("MessageGroupId", groupId);
  checkToken("MessageDeduplicationId", MessageDeduplicationId);
  if (!fifo) return { groupId, deduplicationId: undefined };
  if (groupId === undefined) throw invalid("The MessageGroupId parameter is required for FIFO topics");
  if (MessageDeduplicationId !== undefined) return { groupId, deduplicationId: MessageDeduplicationId };
  if (attributes.ContentBasedDeduplication !== "true")
    throw invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  return { groupId, deduplicationId: createHash("sha256").update(Message).digest("hex") };
};

/** A message that its topic takes. */
export interface Prepared extends Ids {
  readonly message: Message;
  readonly attributes: MessageAttributes;
  readonly bodies: Record<string, string>;
  readonly bytes: number;
}

/** Checks what fails a whole batch when one entry has it wrong. */
export const prepare = (topic: Topic, message: Message, parent?: string): Prepared => {
  const attributes = checkMessageAttributes(message.MessageAttributes, parent);
  const bodies = bodiesOf(message);
  const bytes = Buffer.byteLength(message.Message) + attributeBytes(attributes);
  return { message, attributes, bodies, bytes, ...idsOf(topic, message) };
};

export const maxBytes = ({ attributes }: Topic) => Number(attributes.MaximumMessageSize ?? MAX_MESSAGE_BYTES);
