import { randomBytes, randomUUID } from "node:crypto";
import type { ErrorObject } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { bytes } from "../../../metering/price.ts";
import type { FoundFunction } from "../functions.ts";
import type { Runner, RunResult } from "../runner.ts";
import { readAnswer } from "./answer.ts";
import { closeExecution, closeOperation, type End } from "./close.ts";
import {
  type Execution,
  type Invocation,
  isClosed,
  isWaiting,
  replayed,
  type TrackedOperation,
} from "./execution.ts";
import { addEvent, errorOf } from "./history.ts";
import { OPERATIONS_IN_EVENT, retryDelayMs } from "./limits.ts";
import { operationBytes, pageOf } from "./pages.ts";
import { publishStatus } from "./status-change.ts";
import type { ExecutionStore, StartRequest } from "./store.ts";

/** Drives executions: one invocation at a time, whenever there is something for the function to do. */
export interface DurableEngine {
  /** Starts an execution, or finds the one with the name. */
  start(found: FoundFunction, request: StartRequest): { execution: Execution; isNew: boolean };
  /** Ends an operation from outside of the function, which is then invoked to go on. */
  complete(
    execution: Execution,
    operation: TrackedOperation,
    outcome: {
      status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED";
      result?: string;
      error?: ErrorObject;
    },
    causes?: readonly number[],
  ): void;
  /** Waits for a step's next try, or a wait, until the operation says. */
  due(execution: Execution, operation: TrackedOperation): void;
  end(execution: Execution, end: End, causes: readonly number[]): void;
  /** Lets executions of the run before go on; `resume` waits for one of their operations. */
  goOn(resume: (execution: Execution, operation: TrackedOperation) => void): void;
  /** Leaves every execution where it is; nobody waits for one any more. */
  stop(): void;
}

export const createToken = (): string => randomBytes(24).toString("base64url");

export const createDurableEngine = (cloud: Cloud, runner: Runner, store: ExecutionStore): DurableEngine => {
  const { clock, journal } = cloud;
  let stopped = false;

  /** Invokes the function unless it is running, or waits before another try. */
  const wake = (execution: Execution) => {
    if (stopped || execution.status !== "RUNNING" || execution.invocation || execution.retrying) return;
    invoke(execution).catch((error: unknown) =>
      cloud.warn(
        `${execution.arn}: an invocation was lost: ${error instanceof Error ? error.stack : String(error)}`,
      ),
    );
  };

  const eventOf = (execution: Execution, invocation: Invocation): string => {
    const { page, next } = pageOf(replayed(execution), 0, OPERATIONS_IN_EVENT, operationBytes);
    return JSON.stringify({
      DurableExecutionArn: execution.arn,
      CheckpointToken: invocation.token,
      InitialExecutionState: { Operations: page, NextMarker: next ?? "" },
      UpdatedOperationIds: [...execution.unseen],
    });
  };

  const invoke = async (execution: Execution): Promise<void> => {
    const invocation: Invocation = { requestId: randomUUID(), token: createToken() };
    execution.invocation = invocation;
    execution.keeper.changed(execution);
    const payload = eventOf(execution, invocation);
    const causes = [...execution.reasons];
    execution.unseen.clear();
    execution.reasons.clear();
    const StartTimestamp = new Date(clock.now());
    // Open until the function has answered: whoever waits until nothing goes on sees that a thread is waited for.
    const hop = journal.record({
      service: "lambda",
      action: "InvokeExecution",
      resource: execution.arn,
      causes: causes.length > 0 ? causes : [execution.hop.id],
      attempt: execution.failures > 0 ? execution.failures + 1 : undefined,
    });
    let result: RunResult;
    try {
      result = await runner.run(execution.found, {
        payload,
        causes: [hop.id],
        requestId: invocation.requestId,
        generation: execution.generation,
        attempt: execution.failures + 1,
      });
    } catch (error) {
      execution.invocation = undefined;
      journal.finish(hop, { error });
      if (!(error instanceof AwsError)) throw error;
      return retry(execution, { ErrorType: error.code, ErrorMessage: error.message }, []);
    }
    execution.invocation = undefined;
    journal.finish(hop, {});
    execution.lastRun = result;
    const failed =
      result.error && errorOf({ ErrorType: result.error.errorType, ErrorMessage: result.error.errorMessage });
    addEvent(execution, "InvocationCompleted", new Date(clock.now()), {
      InvocationCompletedDetails: {
        StartTimestamp,
        EndTimestamp: new Date(clock.now()),
        RequestId: invocation.requestId,
        Error: failed,
      },
    });
    if (execution.status !== "RUNNING") return;
    if (failed) return retry(execution, failed.Payload!, [result.hop.id]);
    execution.failures = 0;
    settle(execution, invocation, result);
  };

  /** The function ended outside of its handler, or could not run: it is invoked again, from the last checkpoint. */
  const retry = (execution: Execution, error: ErrorObject, causes: readonly number[]) => {
    if (stopped || execution.status !== "RUNNING") return;
    execution.failures++;
    execution.operationCount++;
    execution.bytesWritten += bytes(error);
    const hop = journal.record({
      service: "lambda",
      action: "RetryInvocation",
      resource: execution.arn,
      causes: causes.length > 0 ? causes : [execution.hop.id],
      attempt: execution.failures + 1,
      input: error,
    });
    execution.reasons.add(hop.id);
    execution.retryAt = clock.now() + retryDelayMs(execution.failures);
    awaitRetry(execution);
  };

  const awaitRetry = (execution: Execution) => {
    execution.keeper.changed(execution);
    execution.retrying = clock.schedule((execution.retryAt ?? 0) - clock.now(), () => {
      Object.assign(execution, { retrying: undefined, retryAt: undefined });
      wake(execution);
    });
  };

  const settle = (execution: Execution, invocation: Invocation, result: RunResult) => {
    const causes = [result.hop.id];
    const answer = readAnswer(result.payload);
    switch (answer?.Status) {
      case "SUCCEEDED":
        return end(execution, { status: "SUCCEEDED", result: answer.Result }, causes);
      case "FAILED":
        return end(execution, { status: "FAILED", error: answer.Error }, causes);
      case "PENDING": {
        const ready = [...execution.operations.values()].some(({ value }) => value.Status === "READY");
        if (ready || execution.unseen.size > 0 || invocation.toldLast) return wake(execution);
        if (isWaiting(execution)) return;
        const ErrorMessage = "Cannot return PENDING status with no pending operations.";
        return end(
          execution,
          { status: "FAILED", error: { ErrorType: "InvalidParameterValueException", ErrorMessage } },
          causes,
        );
      }
      default: {
        const ErrorMessage =
          "Invalid Status in invocation output: the handler of a durable function must be made by withDurableExecution.";
        cloud.warn(`${execution.found.fn.logicalName}: ${ErrorMessage}`);
        end(
          execution,
          { status: "FAILED", error: { ErrorType: "InvalidParameterValueException", ErrorMessage } },
          causes,
        );
      }
    }
  };

  const end = (execution: Execution, how: End, causes: readonly number[]) => {
    if (execution.status !== "RUNNING") return;
    closeExecution(cloud, execution, how, causes);
    store.ended(execution);
    const { fn } = execution.found;
    const { generation } = execution;
    if (generation !== undefined && !store.needsCode(fn.logicalName, generation))
      runner.retire(fn, generation);
    execution.settle();
  };

  /** The operation's hop first: it belongs to the execution's trace, whoever changed it. */
  const changed = (
    execution: Execution,
    { value, hop }: TrackedOperation,
    causes: readonly number[] = [],
  ) => {
    execution.unseen.add(value.Id!);
    for (const id of [hop.id, ...causes]) execution.reasons.add(id);
    execution.keeper.changed(execution);
  };

  const complete: DurableEngine["complete"] = (execution, operation, outcome, causes = []) => {
    closeOperation(cloud, execution, operation, outcome);
    execution.bytesWritten += bytes(outcome.result) + bytes(outcome.error);
    changed(execution, operation, causes);
    wake(execution);
  };

  const due: DurableEngine["due"] = (execution, operation) => {
    const { StepDetails, WaitDetails } = operation.value;
    const at = WaitDetails?.ScheduledEndTimestamp ?? StepDetails?.NextAttemptTimestamp;
    operation.cancel = clock.schedule(Number(at) - clock.now(), () => {
      if (execution.status !== "RUNNING" || isClosed(operation.value)) return;
      if (operation.value.Type === "WAIT") return complete(execution, operation, { status: "SUCCEEDED" });
      operation.value.Status = "READY";
      execution.keeper.operation(operation);
      changed(execution, operation);
      wake(execution);
    });
  };

  const awaitTimeout = (execution: Execution) => {
    const { executionTimeoutMs } = execution.found.fn.durable!;
    const error = { ErrorMessage: `Execution timed out after ${executionTimeoutMs / 1000} seconds.` };
    const cancel = clock.schedule(execution.startedAt + executionTimeoutMs - clock.now(), () =>
      end(execution, { status: "TIMED_OUT", error }, [execution.hop.id]),
    );
    execution.timers.add(cancel);
  };

  return {
    start: (called, request) => {
      const found = called.choose();
      const generation =
        found.generation ?? (found.version === "$LATEST" ? undefined : runner.generationOf(found.fn));
      const { execution, isNew } = store.open(found, request, generation);
      if (!isNew) return { execution, isNew };
      awaitTimeout(execution);
      publishStatus(cloud, execution);
      wake(execution);
      return { execution, isNew };
    },
    complete,
    due,
    end,
    goOn(resume) {
      for (const execution of [...store.running()]) {
        awaitTimeout(execution);
        for (const operation of execution.operations.values())
          if (!isClosed(operation.value)) resume(execution, operation);
        if (execution.retryAt !== undefined) awaitRetry(execution);
        // An invocation that was cut off is no failed one.
        else if (execution.wasInvoked || execution.unseen.size > 0) wake(execution);
      }
    },
    stop: () => {
      stopped = true;
      for (const execution of store.running()) execution.settle();
    },
  };
};
