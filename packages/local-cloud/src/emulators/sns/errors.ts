import type { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import { valueAt } from "../../core/values.ts";

export const invalid = (reason: string): AwsError =>
  new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);

export const notFound = (what: "Topic" | "Subscription"): AwsError =>
  new AwsError("NotFound", `${what} does not exist`, { status: 404 });

/** The input as `schema` has it. A member that is missing or of the wrong type is an `InvalidParameter` that names it. */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { path, code, message } = result.error.issues[0]!;
  const missing = code === "invalid_type" && valueAt(input, path) === undefined;
  throw invalid(
    `${path.join(".") || "input"} Reason: ${missing ? "no value for required parameter" : message}`,
  );
};

/** Refuses what is no ARN of SNS in this account's region; `parameter` is where it was given. */
export const checkArn = (arn: string, parameter: string, { region }: Account): string => {
  const parts = arn.split(":");
  if (parts.length < 6)
    throw invalid(`${parameter} Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  if (parts[0] !== "arn" || parts[2] !== "sns" || parts[3] !== region) throw invalid(parameter);
  return arn;
};
