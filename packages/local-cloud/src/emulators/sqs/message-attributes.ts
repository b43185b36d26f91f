import { hash } from "node:crypto";
import { z } from "zod";
import { invalid } from "./errors.ts";
import { forbiddenCharacter } from "./text.ts";

/** A message attribute on the wire; binary values as base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const attribute = z.object({
  DataType: z.string().optional(),
  StringValue: z.string().optional(),
  BinaryValue: z.union([z.string(), z.instanceof(Uint8Array)]).optional(),
});
type Given = z.output<typeof attribute>;
export const messageAttributes = z.record(z.string(), attribute).optional();

const NONE: MessageAttributes = {};
const MAX_ATTRIBUTES = 10;
const MAX_NAME = 256;
const NAME = /^[\p{L}\p{N}_.-]+$/u;
const TYPE = /^(String|Number|Binary)(\..+)?$/;

const checkName = (name: string) => {
  if (name === "") throw invalid("The message attribute name can not be empty.");
  const ofAttribute = `The message attribute name '${name}' is invalid.`;
  if (name.length > MAX_NAME) throw invalid(`${ofAttribute} It can be at most ${MAX_NAME} characters long.`);
  if (/^(aws|amazon)\./i.test(name))
    throw invalid(`${ofAttribute} It can not start with the reserved prefixes AWS. and Amazon.`);
  if (!NAME.test(name) || /^\.|\.\.|\.$/.test(name))
    throw invalid(
      `${ofAttribute} It can only include alphanumeric characters, hyphens, underscores and single periods, and not start or end with a period.`,
    );
};

const checked = (name: string, { DataType, StringValue, BinaryValue }: Given): MessageAttribute => {
  checkName(name);
  const ofUser = `message (user) attribute '${name}'`;
  if (!DataType)
    throw invalid(`The message attribute '${name}' must contain non-empty message attribute type.`);
  const kind = DataType.length > MAX_NAME ? undefined : TYPE.exec(DataType)?.[1];
  if (kind === undefined)
    throw invalid(
      `The type of ${ofUser} is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  const binary =
    BinaryValue instanceof Uint8Array ? Buffer.from(BinaryValue).toString("base64") : BinaryValue;
  const [value, other] = kind === "Binary" ? [binary, StringValue] : [StringValue, binary];
  if (!value || other) throw invalid(`M${ofUser.slice(1)} must contain a non-empty value of type '${kind}'.`);
  if (kind === "Binary") return { DataType, BinaryValue: value };
  const character = forbiddenCharacter(value);
  if (character)
    throw invalid(`Invalid binary character '${character}' was found in the value of ${ofUser}.`);
  if (kind === "Number" && !isNumber(value)) throw invalid(`Can't cast the value of ${ofUser} to a number.`);
  return { DataType, StringValue: value };
};

const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export const checkMessageAttributes = (given: z.output<typeof messageAttributes>): MessageAttributes => {
  if (given === undefined) return NONE;
  const entries = Object.entries(given);
  if (entries.length > MAX_ATTRIBUTES)
    throw invalid(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  return Object.fromEntries(entries.map(([name, each]) => [name, checked(name, each)]));
};

/** The only system attribute a sender may set is the X-Ray header. */
export const checkSystemAttributes = (given: z.output<typeof messageAttributes>): MessageAttributes => {
  for (const [name, { DataType }] of Object.entries(given ?? NONE)) {
    if (name !== "AWSTraceHeader") throw invalid(`Message system attribute name '${name}' is invalid.`);
    if (DataType !== "String") throw invalid(`Message system attribute '${name}' must be of type 'String'.`);
  }
  return checkMessageAttributes(given);
};

export const attributeBytes = (attributes: MessageAttributes): number => {
  let bytes = 0;
  for (const [name, { DataType, StringValue = "", BinaryValue = "" }] of Object.entries(attributes))
    bytes += Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64");
  return bytes;
};

const STRING = 1;
const BINARY = 2;

/**
 * What clients compare with: each attribute's name, type and value, sorted by name, with their lengths before them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export const md5OfAttributes = (attributes: MessageAttributes): string => {
  const parts: Buffer[] = [];
  const add = (part: Buffer, kind?: number) => {
    const head = Buffer.allocUnsafe(kind === undefined ? 4 : 5);
    if (kind !== undefined) head[0] = kind;
    head.writeUInt32BE(part.length, head.length - 4);
    parts.push(head, part);
  };
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue = "" } = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    if (StringValue === undefined) add(Buffer.from(BinaryValue, "base64"), BINARY);
    else add(Buffer.from(StringValue), STRING);
  }
  return hash("md5", Buffer.concat(parts));
};
