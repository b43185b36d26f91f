import type { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { valueAt } from "../../core/values.ts";

/** A place as AWS names it: `records.1.member.partitionKey`, `shardFilter.type`. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) =>
      typeof part === "number"
        ? `${part + 1}.member`
        : String(part).replace(/^[A-Z]/, (first) => first.toLowerCase()),
    )
    .join(".");

const LONGEST_SHOWN = 200;
const shown = (value: unknown): string => {
  if (value === null || value === undefined) return "null";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return `'${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}'`;
};

const problemOf = ({ path, message, input, code }: z.core.$ZodIssue): string => {
  const absent = code !== "unrecognized_keys" && (input === undefined || input === null);
  const constraint = absent ? "Member must not be null" : message;
  return `Value ${shown(input)} at '${placeOf(path)}' failed to satisfy constraint: ${constraint}`;
};

/** No request of Kinesis is nested deeper. */
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

/** The input as `schema` has it, or what Kinesis says to one that it refuses. */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
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
