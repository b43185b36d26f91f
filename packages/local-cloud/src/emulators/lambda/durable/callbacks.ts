import { AwsError } from "../../../core/aws-error.ts";
import type { Caller, Cloud } from "../../../core/cloud.ts";
import { bytes } from "../../../metering/price.ts";
import { parseInput } from "../../parse-input.ts";
import { readCallbackId } from "./arns.ts";
import type { DurableEngine } from "./engine.ts";
import { type Execution, isClosed, type TrackedOperation } from "./execution.ts";
import {
  callbackFailureInput,
  callbackHeartbeatInput,
  callbackSuccessInput,
  type OperationUpdate,
} from "./inputs.ts";
import { OPERATION_BYTES } from "./limits.ts";
import type { ExecutionStore } from "./store.ts";
import { invalid } from "./validate.ts";

/** Answers what a callback is told after it closed. */
const closed = () =>
  new AwsError(
    "CallbackTimeoutException",
    "The callback ID token has either expired or the callback associated with the token has already been closed.",
    { fields: { Type: "User" } },
  );

/** The callbacks that executions wait for: their timeouts, and the operations by which others answer them. */
export const createCallbacks = (cloud: Cloud, store: ExecutionStore, engine: DurableEngine) => {
  const find = (id: string): { execution: Execution; operation: TrackedOperation } => {
    const token = readCallbackId(id);
    if (!token) throw invalid("Invalid callback token");
    const execution = store.get(token.executionArn);
    const operation = execution.operations.get(token.operationId);
    if (operation?.value.CallbackDetails?.CallbackId !== id) throw invalid("Invalid callback token");
    if (execution.status !== "RUNNING" || isClosed(operation.value)) throw closed();
    return { execution, operation };
  };

  const timeOut = (
    execution: Execution,
    operation: TrackedOperation,
    ErrorType: string,
    ErrorMessage: string,
  ) => engine.complete(execution, operation, { status: "TIMED_OUT", error: { ErrorType, ErrorMessage } });

  /** Waits for as long as it still may be without an answer, and without a heartbeat. */
  const arm = (execution: Execution, operation: TrackedOperation) => {
    const { timeoutAt, heartbeatAt } = operation;
    const after = (at: number, kind: string, message: string) =>
      cloud.clock.schedule(at - cloud.clock.now(), () => timeOut(execution, operation, kind, message));
    operation.cancel?.();
    operation.cancelHeartbeat?.();
    if (timeoutAt !== undefined)
      operation.cancel = after(timeoutAt, "Callback.Timeout", "Callback timed out");
    if (heartbeatAt !== undefined)
      operation.cancelHeartbeat = after(heartbeatAt, "Callback.Heartbeat", "Callback timed out on heartbeat");
  };
  const beat = (execution: Execution, operation: TrackedOperation) => {
    if (operation.heartbeatMs === undefined) return;
    operation.heartbeatAt = cloud.clock.now() + operation.heartbeatMs;
    execution.keeper.operation(operation);
    execution.keeper.changed(execution);
  };

  return {
    arm,
    wait: (
      execution: Execution,
      operation: TrackedOperation,
      options: OperationUpdate["CallbackOptions"],
    ) => {
      const { TimeoutSeconds, HeartbeatTimeoutSeconds } = options ?? {};
      if (TimeoutSeconds) operation.timeoutAt = cloud.clock.now() + TimeoutSeconds * 1000;
      if (HeartbeatTimeoutSeconds) operation.heartbeatMs = HeartbeatTimeoutSeconds * 1000;
      beat(execution, operation);
      arm(execution, operation);
    },
    operations: {
      SendDurableExecutionCallbackSuccess(raw: unknown, { causes }: Caller) {
        const { CallbackId, Result } = parseInput(
          callbackSuccessInput,
          raw,
          "InvalidParameterValueException",
        );
        const { execution, operation } = find(CallbackId);
        if (bytes(Result) > OPERATION_BYTES)
          throw invalid(`Callback payload size must be less than or equal to ${OPERATION_BYTES} bytes.`);
        engine.complete(execution, operation, { status: "SUCCEEDED", result: Result || undefined }, causes);
        return {};
      },
      SendDurableExecutionCallbackFailure(raw: unknown, { causes }: Caller) {
        const input = parseInput(callbackFailureInput, raw, "InvalidParameterValueException");
        const { execution, operation } = find(input.CallbackId);
        const error = input.Error ?? { ErrorMessage: "" };
        if (bytes(error) > OPERATION_BYTES)
          throw invalid(`Error object size must be less than or equal to ${OPERATION_BYTES} bytes.`);
        engine.complete(execution, operation, { status: "FAILED", error }, causes);
        return {};
      },
      SendDurableExecutionCallbackHeartbeat(raw: unknown) {
        const { CallbackId } = parseInput(callbackHeartbeatInput, raw, "InvalidParameterValueException");
        const { execution, operation } = find(CallbackId);
        beat(execution, operation);
        arm(execution, operation);
        return {};
      },
    },
  };
};
