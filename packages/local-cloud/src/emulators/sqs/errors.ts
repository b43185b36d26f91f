import type { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";

export const invalid = (message: string): AwsError => new AwsError("InvalidParameterValue", message);

export const invalidValue = (value: unknown, parameter: string, reason: string): AwsError =>
  invalid(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missing = (parameter: string): AwsError =>
  new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`);

export const notThere = (parameter: string): AwsError =>
  new AwsError(
    "ResourceNotFoundException",
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    { status: 404 },
  );

/** The input as `schema` has it; throws what SQS answers when a member is missing or of the wrong type. */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  if (at(input, path) === undefined) throw missing(path.join("."));
  throw new AwsError("SerializationException", `${path.join(".") || "input"}: ${message}`);
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

/** Refuses a number outside `min` and `max`; undefined passes. */
export const checkRange = (
  parameter: string,
  value: number | undefined,
  [min, max]: readonly [number, number],
  reason = `Must be >= ${min} and <= ${max}, if provided.`,
): void => {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw invalidValue(value, parameter, reason);
};

export const NOT_OF_THIS_TYPE = "The request include parameter that is not valid for this queue type.";

const ID = /^[!-~]{1,128}$/;

/** Refuses an id of a message, group or attempt that is malformed; undefined passes. */
export const checkId = (parameter: string, id: string | undefined): void => {
  if (id === undefined || ID.test(id)) return;
  throw invalidValue(
    id,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
};
