import { z } from "zod";
import { AwsError } from "../core/aws-error.ts";

/** The place in a list that the token of its page before names; 0 without a token. */
export const pageToken = z
  .string()
  .regex(/^\d{1,9}$/, "is no token of this list")
  .default("0")
  .transform(Number);

/** A place as AWS names it: `targets.1.member.id`, `shardFilter.type`. */
export const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) =>
      typeof part === "number"
        ? `${part + 1}.member`
        : String(part).replace(/^[A-Z]/, (first) => first.toLowerCase()),
    )
    .join(".");

/** AWS shows lists and structures as Java prints them, which says nothing more. */
const shown = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? ` '${value}'` : "";

const problemOf = ({ path, message, input }: z.core.$ZodIssue): string =>
  message.startsWith("Member must ")
    ? `Value${shown(input)} at '${placeOf(path)}' failed to satisfy constraint: ${message}`
    : `${path.join(".") || "input"}: ${message}`;

/**
 * The input of an operation as `schema` describes it. What a service would call invalid and what the local cloud
 * does not implement (any member a strict schema does not list) both end as a `code` error that names the member;
 * a value of another JSON type as the `SerializationException` of AWS's JSON protocols.
 */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  code = "ValidationException",
): z.output<Schema> => {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const problems = issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `${issue.keys.map((key) => [...issue.path, key].join(".")).join(", ")}: not implemented by the local cloud`
      : problemOf(issue),
  );
  const isOtherType = issues.some(({ code, input }) => code === "invalid_type" && input != null);
  if (isOtherType) throw new AwsError("SerializationException", problems.join("; "));
  const detected = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
  throw new AwsError(code, `${detected} detected: ${problems.join("; ")}`);
};
