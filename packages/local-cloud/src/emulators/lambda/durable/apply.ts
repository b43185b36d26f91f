import type { Operation } from "@aws-sdk/client-lambda";
import type { Cloud } from "../../../core/cloud.ts";
import { createCallbackId } from "./arns.ts";
import { closeOperation } from "./close.ts";
import type { Execution, TrackedOperation } from "./execution.ts";
import { addEvent, errorOf, payloadOf } from "./history.ts";
import type { OperationUpdate } from "./inputs.ts";

/** What an update leads to outside of the state: waits, timeouts, invocations. */
export interface Consequences {
  /** A step's next try, or a wait. */
  due(execution: Execution, operation: TrackedOperation): void;
  callback(
    execution: Execution,
    operation: TrackedOperation,
    options: OperationUpdate["CallbackOptions"],
  ): void;
  invoke(execution: Execution, operation: TrackedOperation): void;
  /** The execution ended by a checkpoint: its result is too large for an answer. */
  end(execution: Execution, update: OperationUpdate, causes: readonly number[]): void;
}

const SECOND = 1000;

/** Applies an update that was found valid. */
export const applyUpdate = (
  cloud: Cloud,
  execution: Execution,
  update: OperationUpdate,
  causes: readonly number[],
  consequences: Consequences,
): void => {
  if (update.Type === "EXECUTION") {
    consequences.end(execution, update, causes);
    return;
  }
  const operation =
    execution.operations.get(update.Id) ?? begin(cloud, execution, update, causes, consequences);
  const { value } = operation;
  switch (update.Action) {
    case "START":
      if (value.Status === "READY") restart(cloud, execution, operation);
      break;
    case "RETRY": {
      const seconds = update.StepOptions!.NextAttemptDelaySeconds!;
      const now = cloud.clock.now();
      const attempt = (value.StepDetails?.Attempt ?? 0) + 1;
      execution.keeper.operation(operation);
      value.Status = "PENDING";
      value.StepDetails = {
        Attempt: attempt,
        NextAttemptTimestamp: new Date(now + seconds * SECOND),
        Result: update.Payload,
        Error: update.Error,
      };
      cloud.journal.record({
        service: "lambda",
        action: "RetryOperation",
        resource: execution.arn,
        source: value.Name ?? value.SubType,
        causes: [operation.hop.id],
        attempt: attempt + 1,
        input: update.Error ?? update.Payload,
      });
      const RetryDetails = { CurrentAttempt: attempt, NextAttemptDelaySeconds: seconds };
      if (update.Error)
        addEvent(
          execution,
          "StepFailed",
          new Date(now),
          { StepFailedDetails: { Error: errorOf(update.Error), RetryDetails } },
          value,
        );
      else
        addEvent(
          execution,
          "StepSucceeded",
          new Date(now),
          { StepSucceededDetails: { Result: payloadOf(update.Payload), RetryDetails } },
          value,
        );
      consequences.due(execution, operation);
      break;
    }
    case "SUCCEED":
      closeOperation(cloud, execution, operation, { status: "SUCCEEDED", result: update.Payload, update });
      break;
    case "FAIL":
      closeOperation(cloud, execution, operation, { status: "FAILED", error: update.Error, update });
      break;
    case "CANCEL":
      closeOperation(cloud, execution, operation, { status: "CANCELLED" });
  }
  execution.unseen.add(update.Id);
};

const restart = (cloud: Cloud, execution: Execution, operation: TrackedOperation) => {
  const { value } = operation;
  execution.keeper.operation(operation);
  value.Status = "STARTED";
  value.StepDetails = { ...value.StepDetails, NextAttemptTimestamp: undefined };
  addEvent(execution, "StepStarted", new Date(cloud.clock.now()), { StepStartedDetails: {} }, value);
};

const startPayload = ({ Action, Payload }: OperationUpdate) => (Action === "START" ? Payload : undefined);

/** An operation's first update, which need not be its start. */
const begin = (
  cloud: Cloud,
  execution: Execution,
  update: OperationUpdate,
  causes: readonly number[],
  consequences: Consequences,
): TrackedOperation => {
  const at = new Date(cloud.clock.now());
  const value: Operation = {
    Id: update.Id,
    ParentId: update.ParentId,
    Name: update.Name,
    Type: update.Type,
    SubType: update.SubType,
    StartTimestamp: at,
    Status: "STARTED",
  };
  const CallbackId =
    update.Type === "CALLBACK"
      ? createCallbackId({ executionArn: execution.arn, operationId: update.Id })
      : undefined;
  const hop = cloud.journal.record({
    service: "lambda",
    action: "DurableOperation",
    resource: execution.arn,
    source: update.Name ?? update.SubType ?? update.Type,
    causes,
    input: {
      Id: update.Id,
      ParentId: update.ParentId,
      Type: update.Type,
      SubType: update.SubType,
      // Whoever answers a callback by hand takes its id from here.
      Input: CallbackId === undefined ? startPayload(update) : { CallbackId },
    },
  });
  const FunctionName = update.ChainedInvokeOptions?.FunctionName;
  const call =
    FunctionName === undefined ? undefined : { name: FunctionName, payload: update.Payload ?? "{}" };
  const operation: TrackedOperation = { value, hop, call };
  execution.operations.set(update.Id, operation);
  execution.keeper.operation(operation);
  switch (update.Type) {
    case "STEP":
      value.StepDetails = { Attempt: 0 };
      addEvent(execution, "StepStarted", at, { StepStartedDetails: {} }, value);
      break;
    case "CONTEXT":
      value.ContextDetails = {};
      addEvent(execution, "ContextStarted", at, { ContextStartedDetails: {} }, value);
      break;
    case "WAIT": {
      const Duration = update.WaitOptions!.WaitSeconds!;
      const ScheduledEndTimestamp = new Date(at.getTime() + Duration * SECOND);
      value.WaitDetails = { ScheduledEndTimestamp };
      addEvent(
        execution,
        "WaitStarted",
        at,
        { WaitStartedDetails: { Duration, ScheduledEndTimestamp } },
        value,
      );
      consequences.due(execution, operation);
      break;
    }
    case "CALLBACK": {
      const { TimeoutSeconds: Timeout, HeartbeatTimeoutSeconds: HeartbeatTimeout } =
        update.CallbackOptions ?? {};
      value.CallbackDetails = { CallbackId };
      addEvent(
        execution,
        "CallbackStarted",
        at,
        { CallbackStartedDetails: { CallbackId: CallbackId!, Timeout, HeartbeatTimeout } },
        value,
      );
      consequences.callback(execution, operation, update.CallbackOptions);
      break;
    }
    case "CHAINED_INVOKE": {
      value.ChainedInvokeDetails = {};
      addEvent(
        execution,
        "ChainedInvokeStarted",
        at,
        { ChainedInvokeStartedDetails: { FunctionName, Input: payloadOf(update.Payload) } },
        value,
      );
      consequences.invoke(execution, operation);
    }
  }
  return operation;
};
