import type { z } from "zod";
import { AwsError } from "../core/aws-error.ts";
import { valueAt } from "../core/values.ts";
import { placeOf } from "./parse-input.ts";

/** As long as the names that may be too long. */
const LONGEST_SHOWN = 300;
const shortened = (text: string) =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…${text.slice(-2)}` : text;

/** As Java prints it, which is what AWS's services are written in. */
const printed = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${printed(member)}`)
    .join(", ")}}`;
};
const shown = (value: unknown): string =>
  value === null || value === undefined ? "null" : `'${shortened(printed(value))}'`;

const problemOf = ({ path, message, input, code }: z.core.$ZodIssue): string => {
  const absent = code !== "unrecognized_keys" && (input === undefined || input === null);
  const constraint = absent ? "Member must not be null" : message;
  return `Value ${shown(input)} at '${placeOf(path)}' failed to satisfy constraint: ${constraint}`;
};

/** Members of requests are nested no deeper; what items and records hold is somebody else's. */
const DEEPEST = 4;

// The JSON protocol takes null for absent.
const withoutNulls = (value: unknown, depth = DEEPEST): unknown => {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (value instanceof Uint8Array || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === null ? [] : [[key, withoutNulls(member, depth - 1)]],
    ),
  );
};

/**
 * The input of an operation of a JSON protocol as `schema` has it. Throws what AWS says to one that breaks the rules of the
 * API's model, and that a member is not implemented here when a strict schema does not list it.
 */
export const parseRequest = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const first = schema.safeParse(input ?? {}, { reportInput: true });
  if (first.success) return first.data;
  const cleaned = withoutNulls(input ?? {});
  const result = schema.safeParse(cleaned, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const unknown = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key].join(".")) : [],
  );
  if (unknown.length > 0)
    throw new AwsError("ValidationException", `${unknown.join(", ")}: not implemented by the local cloud`);
  const otherType = issues.find(
    ({ code, path }) => code === "invalid_type" && valueAt(cleaned, path) != null,
  );
  if (otherType)
    throw new AwsError(
      "SerializationException",
      `${placeOf(otherType.path) || "The input"}: ${otherType.message}`,
    );
  const problems = issues.slice(0, 10).map(problemOf);
  const detected = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
  throw new AwsError("ValidationException", `${detected} detected: ${problems.join("; ")}`);
};
