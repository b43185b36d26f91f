import { alarm } from "./alarm.ts";
import { asyncAlarms, createFunction } from "./function.ts";
import { deadLetterQueue } from "./queue.ts";
import type { Grant } from "./role.ts";

export interface DurableFunctionOptions
  extends Pick<sst.aws.FunctionArgs, "concurrency" | "environment" | "link" | "nodejs" | "permissions"> {
  /** `services/orders/src/handlers/fulfil-order.durable.handler` */
  handler: string;
  /** Seconds that one invocation may take; waiting is none. */
  timeoutSeconds: number;
  /** How long an execution may take, waiting and all: up to a year. */
  executionTimeout: Exclude<NonNullable<sst.aws.FunctionArgs["durable"]>, boolean>["timeout"];
  /** What it means when an execution failed, for a person. */
  whenFailed: string;
}

/**
 * A Lambda durable function. Its alias `live` is what starts executions: each stays with the version that it began
 * with, whatever is deployed meanwhile. An execution that was started asynchronously and failed leaves a record in
 * `<name>DeadLetterQueue`; it is not tried again.
 */
export const durableFunction = (name: string, options: DurableFunctionOptions) => {
  const { timeoutSeconds, executionTimeout, whenFailed, permissions = [], ...args } = options;
  const deadLetters = deadLetterQueue(`${name}DeadLetterQueue`);
  const fn = createFunction(name, {
    ...args,
    timeout: `${timeoutSeconds} seconds`,
    durable: { timeout: executionTimeout, retention: "30 days" },
    permissions: $output(permissions).apply((own) => [
      ...own,
      { actions: ["sqs:SendMessage"], resources: [deadLetters.arn] },
    ]),
  });
  asyncAlarms(name, fn);
  alarm("durable-execution-failed", name, {
    dimensions: { FunctionName: fn.name },
    remedy: whenFailed,
  });
  new aws.lambda.FunctionEventInvokeConfig(`${name}EventInvokeConfig`, {
    functionName: fn.name,
    qualifier: fn.alias.name,
    destinationConfig: { onFailure: { destination: deadLetters.arn } },
  });
  // A policy on durable executions names versions, which aliases mean:
  // https://docs.aws.amazon.com/lambda/latest/dg/durable-security.html
  const executions = $interpolate`${fn.fn.arn}:*`;
  const answering: Grant = {
    actions: ["lambda:SendDurableExecutionCallbackSuccess"],
    resources: [executions],
  };
  return {
    /** What starts an execution: the function's ARN with `live`. */
    arn: fn.arn,
    deadLetterQueue: deadLetters,
    /** For whoever starts executions. */
    starting: fn.invoking,
    /** For whoever answers their callbacks. */
    answering,
  };
};
