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

  const armHeartbeat = (execution: Execution, operation: TrackedOperation) => {
    const { heartbeatMs } = operation;
    if (!heartbeatMs) return;
    operation.cancelHeartbeat?.();
    operation.cancelHeartbeat = cloud.clock.schedule(heartbeatMs, () =>
      timeOut(execution, operation, "Callback.Heartbeat", "Callback timed out on heartbeat"),
    );
  };

  return {
    wait: (
      execution: Execution,
      operation: TrackedOperation,
      options: OperationUpdate["CallbackOptions"],
    ) => {
      if (options?.TimeoutSeconds)
        operation.cancel = cloud.clock.schedule(options.TimeoutSeconds * 1000, () =>
          timeOut(execution, operation, "Callback.Timeout", "Callback timed out"),
        );
      operation.heartbeatMs = (options?.HeartbeatTimeoutSeconds ?? 0) * 1000;
      armHeartbeat(execution, operation);
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
        armHeartbeat(execution, operation);
        return {};
      },
    },
  };
};
