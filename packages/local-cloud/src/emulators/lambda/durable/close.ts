import type { ErrorObject, ExecutionStatus } from "@aws-sdk/client-lambda";
import type { Cloud } from "../../../core/cloud.ts";
import { bytes } from "../../../metering/price.ts";
import { type Execution, isClosed, type TrackedOperation } from "./execution.ts";
import { addEvent, endEvent, errorOf, payloadOf } from "./history.ts";
import type { OperationUpdate } from "./inputs.ts";
import { publishStatus } from "./status-change.ts";

/** How an execution ends. */
export interface End {
  readonly status: Exclude<ExecutionStatus, "RUNNING">;
  /** JSON text. */
  readonly result?: string;
  readonly error?: ErrorObject;
}

const SECOND = 1000;

/** Ends an operation, by whoever does it: the function, the clock, a callback, an invoked function. */
export const closeOperation = (
  cloud: Cloud,
  execution: Execution,
  operation: TrackedOperation,
  end: {
    status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED" | "CANCELLED";
    result?: string;
    error?: ErrorObject;
    update?: OperationUpdate;
  },
): void => {
  const { value } = operation;
  operation.cancel?.();
  operation.cancelHeartbeat?.();
  const at = new Date(cloud.clock.now());
  value.Status = end.status;
  value.EndTimestamp = at;
  const outcome = { Result: end.result, Error: end.error };
  if (value.Type === "STEP") value.StepDetails = { Attempt: value.StepDetails?.Attempt, ...outcome };
  else if (value.Type === "CONTEXT")
    value.ContextDetails = { ReplayChildren: end.update?.ContextOptions?.ReplayChildren, ...outcome };
  else if (value.Type === "CALLBACK") value.CallbackDetails = { ...value.CallbackDetails, ...outcome };
  else if (value.Type === "CHAINED_INVOKE") value.ChainedInvokeDetails = outcome;
  execution.keeper.operation(operation);
  const [type, details] = endEvent(value, (at.getTime() - value.StartTimestamp!.getTime()) / SECOND);
  addEvent(execution, type, at, details, value);
  cloud.journal.finish(operation.hop, {
    output: end.result ?? end.error,
    error:
      end.status === "SUCCEEDED" || end.status === "CANCELLED" ? undefined : failure(end.status, end.error),
  });
};

const failure = (status: string, error: { ErrorType?: string; ErrorMessage?: string } | undefined) => ({
  code: error?.ErrorType ?? status,
  message: error?.ErrorMessage ?? status,
});

/** Ends an execution that runs, and everything that it waits for. */
export const closeExecution = (
  cloud: Cloud,
  execution: Execution,
  { status, result, error }: End,
  causes: readonly number[],
): void => {
  const { journal } = cloud;
  const now = cloud.clock.now();
  const at = new Date(now);
  const { durable } = execution.found.fn;
  Object.assign(execution, { status, result, error, endedAt: now });
  execution.bytesWritten += bytes(result) + (error ? bytes(error) : 0);
  for (const cancel of execution.timers) cancel();
  execution.retrying?.();
  Object.assign(execution, { retrying: undefined, retryAt: undefined });
  for (const operation of execution.operations.values()) {
    operation.cancel?.();
    operation.cancelHeartbeat?.();
    if (!isClosed(operation.value) && operation.value.Type !== "EXECUTION") journal.finish(operation.hop, {});
  }
  const [first] = execution.operations.values();
  first!.value.Status = status;
  first!.value.EndTimestamp = at;
  const failed = errorOf(error);
  const details = {
    SUCCEEDED: { ExecutionSucceededDetails: { Result: payloadOf(result) } },
    FAILED: { ExecutionFailedDetails: { Error: failed } },
    TIMED_OUT: { ExecutionTimedOutDetails: { Error: failed } },
    STOPPED: { ExecutionStoppedDetails: { Error: failed } },
  }[status];
  const type = {
    SUCCEEDED: "ExecutionSucceeded",
    FAILED: "ExecutionFailed",
    TIMED_OUT: "ExecutionTimedOut",
    STOPPED: "ExecutionStopped",
  } as const;
  addEvent(execution, type[status], at, details, first!.value);
  const failure =
    status === "SUCCEEDED"
      ? undefined
      : { code: error?.ErrorType ?? status, message: error?.ErrorMessage ?? status };
  journal.record({
    service: "lambda",
    action: "EndDurableExecution",
    resource: execution.arn,
    causes,
    input: {
      status,
      written: execution.bytesWritten,
      last: bytes(result) + (error ? bytes(error) : 0),
      keptMs: now - execution.startedAt + durable!.retentionDays * 86_400_000,
    },
    output: result ?? error,
    error: failure,
  });
  journal.finish(execution.hop, { output: result ?? error, error: failure });
  execution.keeper.ended(execution);
  publishStatus(cloud, execution);
};
