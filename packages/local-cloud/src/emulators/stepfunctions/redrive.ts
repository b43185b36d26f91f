import type { Execution } from "./execution.ts";
import { HISTORY_LIMIT } from "./history.ts";
import { hasMapRun } from "./run/position.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;
const LONGEST_MS = 365 * 24 * 3_600_000;

/**
 * Why an execution cannot be redriven, in AWS's words; undefined when it can.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export const whyNotRedrivable = (execution: Execution, now: number): string | undefined => {
  const { history, position, startedAt, status, stoppedAt = now } = execution;
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  if (history.size >= HISTORY_LIMIT - 1) return "Execution history event limit exceeded";
  if (now - startedAt > LONGEST_MS) return "Execution has exceeded the max execution time";
  if (now - stoppedAt > REDRIVABLE_MS) return "Execution redrivable period exceeded";
  // Not AWS's: it redrives Map Runs.
  if (execution.mapRunArn) return "The local cloud redrives no child executions of a Map Run";
  if (hasMapRun(position)) return "The local cloud does not redrive Map Runs: start a new execution";
  if (history.forgotten) return "The local cloud no longer has the history of the execution";
  return undefined;
};
