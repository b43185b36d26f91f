import type { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { valueAt } from "../../core/values.ts";

export const invalid = (message: string): AwsError => new AwsError("InvalidParameterValue", message);

export const invalidValue = (parameter: string, value: unknown, reason: string): AwsError =>
  invalid(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missing = (parameter: string): AwsError =>
  new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`);

export const notFound = (message: string): AwsError =>
  new AwsError("ResourceNotFoundException", message, { status: 404 });

/** The input as `schema` has it, or what SQS says to one with a member missing or of a wrong type. */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  // The JSON protocol takes null for absent.
  const again = schema.safeParse(withoutNulls(input));
  if (again.success) return again.data;
  const { path, message, code } = again.error.issues[0]!;
  if (code === "invalid_type" && valueAt(withoutNulls(input), path) === undefined)
    throw missing(path.join("."));
  throw new AwsError("SerializationException", `${path.join(".") || "The input"}: ${message}`);
};

/** No request of SQS is nested deeper. */
const DEEPEST = 5;

const withoutNulls = (value: unknown, depth = DEEPEST): unknown => {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === null ? [] : [[key, withoutNulls(member, depth - 1)]],
    ),
  );
};
