import { redrivenContext } from "./create-execution.ts";
import type { Execution } from "./execution.ts";
import { HISTORY_LIMIT } from "./history.ts";
import { createLifetime } from "./lifetime.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;
const LONGEST_MS = 365 * 24 * 3_600_000;

/**
 * Why an execution cannot be redriven, in AWS's words; undefined when it can.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export const whyNotRedrivable = (execution: Execution, now: number): string | undefined => {
  const { history, startedAt, status, stoppedAt = now } = execution;
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  if (history.size >= HISTORY_LIMIT - 1) return "Execution history event limit exceeded";
  if (now - startedAt > LONGEST_MS) return "Execution has exceeded the max execution time";
  if (now - stoppedAt > REDRIVABLE_MS) return "Execution redrivable period exceeded";
  // Not AWS's.
  if (history.forgotten) return "The local cloud no longer has the history of the execution";
  return undefined;
};

/** What DescribeExecution says of it. Child executions of a Map Run are redriven with their parent. */
export const redriveStatusOf = (execution: Execution, now: number) => {
  const redriveStatusReason = whyNotRedrivable(execution, now);
  if (redriveStatusReason !== undefined)
    return { redriveStatus: "NOT_REDRIVABLE" as const, redriveStatusReason };
  const redriveStatus = execution.mapRunArn ? ("REDRIVABLE_BY_MAP_RUN" as const) : ("REDRIVABLE" as const);
  return { redriveStatus, redriveStatusReason };
};

/** Makes it one that runs again, and notes so. */
export const recordRedrive = (execution: Execution, causes: readonly number[], redrivenAt: number): void => {
  const { promise: done, resolve: settle } = Promise.withResolvers<void>();
  const redriveCount = execution.redriveCount + 1;
  Object.assign(execution, {
    status: "RUNNING",
    lifetime: createLifetime(),
    done,
    settle,
    redriveCount,
    redrivenAt,
    stoppedAt: undefined,
    error: undefined,
    cause: undefined,
    endedBy: undefined,
    context: redrivenContext(execution.context, { redriveCount, redrivenAt }),
  } satisfies Partial<Execution>);
  execution.began = execution.journal.record({
    service: "states",
    action: "BeginExecution",
    resource: execution.arn,
    source: execution.machine.arn,
    as: execution.as,
    attempt: redriveCount + 1,
    causes,
    input: execution.input,
  });
  execution.journal.link(`sfn:${execution.arn}`, execution.began);
};
