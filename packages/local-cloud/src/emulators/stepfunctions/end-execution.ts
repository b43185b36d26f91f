import type { Execution } from "./execution.ts";

/** What becomes of an execution. */
export interface Result {
  readonly status: Execution["status"];
  readonly output?: unknown;
  readonly error?: string | null;
  readonly cause?: string | null;
}

const endEvents: Readonly<Record<Execution["status"], readonly [type: string, details: string]>> = {
  RUNNING: ["ExecutionStarted", "executionStartedEventDetails"],
  SUCCEEDED: ["ExecutionSucceeded", "executionSucceededEventDetails"],
  FAILED: ["ExecutionFailed", "executionFailedEventDetails"],
  TIMED_OUT: ["ExecutionTimedOut", "executionTimedOutEventDetails"],
  ABORTED: ["ExecutionAborted", "executionAbortedEventDetails"],
};

/** Notes how it ended: in itself, in its history and in the journal. */
export const recordEnd = (
  execution: Execution,
  {
    lastEventId,
    causes,
    now,
    ...result
  }: Result & { readonly lastEventId: number; readonly causes: readonly number[]; readonly now: number },
): void => {
  const { status, output } = result;
  const succeeded = status === "SUCCEEDED";
  execution.status = status;
  execution.stoppedAt = now;
  if (succeeded) execution.outputText = JSON.stringify(output);
  execution.error = result.error ?? undefined;
  execution.cause = result.cause ?? undefined;
  const [type, details] = endEvents[status];
  execution.history.add(
    type,
    lastEventId,
    succeeded ? [details, { output }] : [details, { error: result.error, cause: result.cause }],
  );
  const { error, cause } = execution;
  // Who stops an execution asked for it: nothing went wrong.
  const hasFailed = status === "FAILED" || status === "TIMED_OUT";
  const outcome = {
    output: succeeded ? output : undefined,
    error: hasFailed ? { code: error ?? status, message: cause ?? "" } : undefined,
  };
  execution.endedBy = execution.journal.record({
    service: "states",
    action: "EndExecution",
    resource: execution.arn,
    source: execution.machine.arn,
    as: execution.as,
    causes,
    input: status === "ABORTED" ? { status, error, cause } : { status },
    ...outcome,
  });
  execution.journal.finish(execution.began, outcome);
  execution.journal.link(`sfn:${execution.arn}`, execution.endedBy);
};
