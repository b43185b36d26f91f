import { AwsError } from "../../../core/aws-error.ts";
import type { FoundFunction } from "../functions.ts";
import type { RunResult } from "../runner.ts";
import type { Execution } from "./execution.ts";
import { SYNCHRONOUS_SECONDS } from "./limits.ts";
import { invalid } from "./validate.ts";

/**
 * A durable function runs by a version, so that an execution goes on with the code that it began with. The words are
 * AWS's: https://github.com/serverless/serverless/pull/13589
 */
export const checkQualified = ({ fn, invokedArn }: FoundFunction): void => {
  if (invokedArn === fn.arn) throw invalid("You cannot invoke a durable function using an unqualified ARN.");
};

/** https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html */
export const checkSynchronous = ({ fn }: FoundFunction): void => {
  if (fn.durable!.executionTimeoutMs > SYNCHRONOUS_SECONDS * 1000)
    throw invalid(
      "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
    );
};

/** What whoever waits for an execution gets when it has ended. */
export const resultOf = (execution: Execution): RunResult => {
  const { status, error, lastRun } = execution;
  const base = {
    requestId: lastRun?.requestId ?? "",
    hop: lastRun?.hop ?? execution.hop,
    lines: lastRun?.lines ?? [],
    version: execution.found.version,
    executionArn: execution.arn,
  };
  if (status === "SUCCEEDED") return { ...base, payload: execution.result ?? "null" };
  const failure = {
    errorType: error?.ErrorType ?? `Execution.${status}`,
    errorMessage: error?.ErrorMessage ?? (status === "RUNNING" ? "The local cloud has stopped." : ""),
    errorData: error?.ErrorData,
    trace: error?.StackTrace,
  };
  return { ...base, payload: JSON.stringify(failure), error: failure };
};

/** Not every function can have what belongs to executions. */
export const checkNotDurable = (name: string | undefined): void => {
  if (name === undefined) return;
  throw new AwsError(
    "InvalidParameterValueException",
    "A durable execution name is only for durable functions: give the function a durableConfig, or leave the name out.",
    { fields: { Type: "User" } },
  );
};
