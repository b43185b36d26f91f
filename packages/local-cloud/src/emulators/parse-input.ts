import type { z } from "zod";
import { AwsError } from "../core/aws-error.ts";

/**
 * The input of an operation as `schema` describes it. What a service would call invalid and what the local cloud
 * does not implement (any member a strict schema does not list) both end as a `code` error that names the member.
 */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  code = "ValidationException",
): z.output<Schema> => {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `${issue.keys.map((key) => [...issue.path, key].join(".")).join(", ")}: not implemented by the local cloud`
      : `${issue.path.join(".") || "input"}: ${issue.message}`,
  );
  const detected = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
  throw new AwsError(code, `${detected} detected: ${problems.join("; ")}`);
};
