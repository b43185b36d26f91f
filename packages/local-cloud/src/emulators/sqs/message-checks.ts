import { AwsError } from "../../core/aws-error.ts";
import { invalid, invalidValue, missing } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import { byteLength, type MessageAttribute } from "./message.ts";
import type { AttributeInput, MessageInput } from "./schemas.ts";

const MOST_ATTRIBUTES = 10;

// The letters AWS allows in a body and in text attributes; a lone surrogate is none of them.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;
const isAllowed = (text: string) => !FORBIDDEN.test(text) && text.isWellFormed();

/** Text of any source as the value of an attribute, which takes fewer characters: error messages have colours. */
export const attributeText = (text: string): string =>
  text.toWellFormed().replaceAll(new RegExp(FORBIDDEN, "g"), "?");

/** Letters, digits and punctuation: message group and deduplication ids. */
const TOKEN = /^[!-~]{1,128}$/;

const checkToken = (name: string, value: string | undefined) => {
  if (value === undefined || TOKEN.test(value)) return;
  throw invalidValue(
    name,
    value,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
};

const checkAttributeName = (name: string) => {
  if (name === "") throw invalid("Message (user) attribute name must not be empty.");
  if (Buffer.byteLength(name) > 256)
    throw invalid("Message (user) attribute names must be shorter than 256 Bytes");
  if (!/^[\p{L}\p{N}_.-]+$/u.test(name))
    throw invalid(
      "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
    );
  if (/^(aws|amazon)\.|^\.|\.$/i.test(name))
    throw invalid(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
    );
};

const TYPE = /^(String|Number|Binary)(\..*)?$/s;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const checkedAttribute = (name: string, given: AttributeInput): MessageAttribute => {
  const { DataType = "", StringValue, BinaryValue } = given;
  if (DataType === "")
    throw invalid(`The message attribute '${name}' must contain non-empty message attribute type.`);
  const kind = TYPE.exec(DataType)?.[1];
  if (!kind)
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  if (Buffer.byteLength(DataType) > 256)
    throw invalid("Message (user) attribute types must be shorter than 256 Bytes");
  const value = kind === "Binary" ? BinaryValue : StringValue;
  if (!value)
    throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
  if (kind === "Binary") return { DataType, BinaryValue: value };
  if (!isAllowed(value))
    throw invalid(`Invalid binary character was found in the message attribute '${name}'.`);
  if (kind === "Number" && !NUMBER.test(value))
    throw invalid(`Could not cast message (user) attribute '${name}' value to number.`);
  return { DataType, StringValue: value };
};

const NONE: Record<string, MessageAttribute> = {};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export const checkedAttributes = (
  given: Record<string, AttributeInput> | undefined,
): Record<string, MessageAttribute> => {
  const entries = Object.entries(given ?? NONE);
  if (entries.length === 0) return NONE;
  if (entries.length > MOST_ATTRIBUTES)
    throw invalid(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  return Object.fromEntries(
    entries.map(([name, value]) => {
      checkAttributeName(name);
      return [name, checkedAttribute(name, value)];
    }),
  );
};

/** The X-Ray header, the only system attribute a sender may set. */
export const checkedTraceHeader = (given: Record<string, AttributeInput> | undefined): string | undefined => {
  for (const [name, value] of Object.entries(given ?? NONE)) {
    if (name !== "AWSTraceHeader")
      throw invalid(`Message system attribute name '${name}' is invalid; only AWSTraceHeader can be set.`);
    if (value.DataType !== "String")
      throw invalid("The message system attribute 'AWSTraceHeader' must be of type 'String'.");
    return checkedAttribute(name, value).StringValue;
  }
  return undefined;
};

/** What of a message fails the whole call, a batch included. */
export const checkKind = (
  { attributes, isFifo }: QueueKind,
  message: MessageInput,
  inBatch: boolean,
): void => {
  if (message.MessageBody === "") throw missing("MessageBody");
  if (!isFifo) {
    if (message.MessageDeduplicationId !== undefined)
      throw invalidValue("MessageDeduplicationId", message.MessageDeduplicationId, NOT_FOR_THIS_TYPE);
    return;
  }
  if (message.MessageGroupId === undefined)
    throw inBatch ? invalid(missing("MessageGroupId").message) : missing("MessageGroupId");
  if (message.MessageDeduplicationId === undefined && attributes.ContentBasedDeduplication !== "true")
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
};

export interface QueueKind {
  readonly attributes: LocalQueue["attributes"];
  readonly isFifo: boolean;
}

const NOT_FOR_THIS_TYPE = "The request include parameter that is not valid for this queue type.";

/** What of a message fails itself, but not the others of its batch. */
export const checkMessage = (
  { attributes, isFifo }: QueueKind,
  message: MessageInput,
  inBatch: boolean,
): void => {
  checkToken("MessageGroupId", message.MessageGroupId);
  checkToken("MessageDeduplicationId", message.MessageDeduplicationId);
  if (!isAllowed(message.MessageBody))
    throw new AwsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
    );
  const { DelaySeconds: delay } = message;
  if (delay !== undefined && (delay < 0 || delay > 900))
    throw invalidValue("DelaySeconds", delay, "DelaySeconds must be >= 0 and <= 900.");
  if (isFifo && delay) throw invalidValue("DelaySeconds", delay, NOT_FOR_THIS_TYPE);
  if (byteLength(message.MessageBody, message.MessageAttributes) > Number(attributes.MaximumMessageSize))
    throw invalid(
      `One or more parameters ${inBatch ? "cannot be validated" : "are invalid"}. Reason: Message must be shorter than ${attributes.MaximumMessageSize} bytes.`,
    );
};
