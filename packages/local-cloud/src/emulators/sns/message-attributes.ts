import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";

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
/** The query protocol sends an empty map as an empty text. */
export const messageAttributes = z
  .union([z.literal(""), z.record(z.string(), z.union([attribute, z.literal("")]))])
  .optional();

const refused = (message: string) => new AwsError("ParameterValueInvalid", message);

const checkName = (name: string) => {
  if (name.length > 256) throw refused("Length of message attribute name must be less than 256 bytes.");
  if (name.startsWith("."))
    throw refused("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith("."))
    throw refused("Invalid message attribute name ending with character '.' was found.");
  const bad = /[^\w.-]/u.exec(name)?.[0].codePointAt(0);
  if (bad !== undefined)
    throw refused(
      `Invalid non-alphanumeric character '#x${bad.toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  if (name.includes("..")) throw refused("Message attribute name can not have successive '.' character.");
};

const TYPE = /^(String|Number|Binary)(\..+)?$/;

const checked = (name: string, given: z.output<typeof attribute>, parent: string): MessageAttribute => {
  checkName(name);
  const { DataType, StringValue } = given;
  if (DataType === undefined)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value null at '${parent}messageAttributes.${name}.member.dataType' failed to satisfy constraint: Member must not be null`,
    );
  const kind = TYPE.exec(DataType)?.[1];
  const what = `The message attribute '${name}'`;
  if (kind === undefined || DataType.length > 256)
    throw refused(
      `${what} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const BinaryValue =
    given.BinaryValue instanceof Uint8Array
      ? Buffer.from(given.BinaryValue).toString("base64")
      : given.BinaryValue;
  const [value, other, field] =
    kind === "Binary" ? [BinaryValue, StringValue, "Binary"] : [StringValue, BinaryValue, "String"];
  if (!value && other) throw refused(`${what} with type '${DataType}' must use field '${field}'.`);
  if (!value)
    throw refused(
      `${what} must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  if (kind === "Number" && DataType !== "Number.Array" && !isNumber(value))
    throw refused(`Could not cast message attribute '${name}' value to number.`);
  return kind === "Binary" ? { DataType, BinaryValue: value } : { DataType, StringValue: value };
};

const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));
const NONE: MessageAttributes = {};

/**
 * The attributes of a message, or what SNS says to wrong ones; `parent` is where a batch entry's are.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export const checkMessageAttributes = (
  given: z.output<typeof messageAttributes>,
  parent = "",
): MessageAttributes =>
  given === undefined || given === ""
    ? NONE
    : Object.fromEntries(
        Object.entries(given).map(([name, each]) => [name, checked(name, each === "" ? {} : each, parent)]),
      );

export const attributeBytes = (attributes: MessageAttributes): number => {
  let bytes = 0;
  for (const [name, { DataType, StringValue, BinaryValue = "" }] of Object.entries(attributes))
    bytes +=
      Buffer.byteLength(name + DataType + (StringValue ?? "")) + Buffer.byteLength(BinaryValue, "base64");
  return bytes;
};
