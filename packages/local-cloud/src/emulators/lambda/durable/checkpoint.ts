import type { Operation } from "@aws-sdk/client-lambda";
import type { OutputOf } from "../../../core/aws-operations.ts";
import type { Caller, Cloud } from "../../../core/cloud.ts";
import { parseInput } from "../../parse-input.ts";
import { applyUpdate, type Consequences } from "./apply.ts";
import { createToken } from "./engine.ts";
import type { Execution, Invocation } from "./execution.ts";
import { replayed } from "./execution.ts";
import { checkpointInput, stateInput } from "./inputs.ts";
import { billedOperations } from "./metering.ts";
import { operationBytes, pageOf } from "./pages.ts";
import type { ExecutionStore } from "./store.ts";
import { checkUpdates, invalid, writtenBytes } from "./validate.ts";

// The SDK knows by these words that another invocation has taken over.
const invalidToken = () => invalid("Invalid Checkpoint Token");

const invocationOf = (execution: Execution, token: string): Invocation => {
  const { invocation } = execution;
  if (execution.status !== "RUNNING" || invocation?.token !== token) throw invalidToken();
  return invocation;
};

/** Operations by which the function that runs reads and writes its execution. */
export const checkpointOperations = (cloud: Cloud, store: ExecutionStore, consequences: Consequences) => ({
  CheckpointDurableExecution(raw: unknown, caller: Caller): OutputOf<"lambda", "CheckpointDurableExecution"> {
    const input = parseInput(checkpointInput, raw, "InvalidParameterValueException");
    const execution = store.get(input.DurableExecutionArn);
    const repeated = execution.invocation?.repeated;
    if (
      input.ClientToken !== undefined &&
      repeated?.token === input.CheckpointToken &&
      repeated.clientToken === input.ClientToken
    )
      return repeated.answer;
    const invocation = invocationOf(execution, input.CheckpointToken);
    checkUpdates(execution, input.Updates);
    // What changed from outside, before the function's own changes are added.
    const told = execution.unseen.size > 0;
    for (const update of input.Updates) {
      applyUpdate(cloud, execution, update, caller.causes, consequences);
      execution.operationCount += billedOperations(update);
      execution.bytesWritten += writtenBytes(update);
    }
    invocation.toldLast = told;
    const isOpen = execution.status === "RUNNING";
    if (isOpen) invocation.token = createToken();
    const answer = {
      CheckpointToken: isOpen ? invocation.token : undefined,
      NewExecutionState: { Operations: takeUnseen(execution) },
    };
    execution.keeper.changed(execution);
    invocation.repeated = { token: input.CheckpointToken, clientToken: input.ClientToken, answer };
    return answer;
  },

  GetDurableExecutionState(raw: unknown): OutputOf<"lambda", "GetDurableExecutionState"> {
    const input = parseInput(stateInput, raw, "InvalidParameterValueException");
    const execution = store.get(input.DurableExecutionArn);
    invocationOf(execution, input.CheckpointToken);
    const { page, next } = pageOf(
      replayed(execution),
      placeOf(input.Marker),
      input.MaxItems || 1000,
      operationBytes,
    );
    return { Operations: page.map(copyOf), NextMarker: next };
  },
});

/** The place in a list that a marker of its page before names. */
export const placeOf = (marker: string | undefined): number => {
  if (!marker) return 0;
  if (/^\d{1,9}$/.test(marker)) return Number(marker);
  throw invalid("Invalid Marker");
};

const takeUnseen = (execution: Execution): Operation[] => {
  const operations = [...execution.unseen].flatMap((id) => execution.operations.get(id)?.value ?? []);
  execution.unseen.clear();
  execution.reasons.clear();
  return operations.map(copyOf);
};

/** The journal keeps answers, and an operation goes on changing. */
const copyOf = (operation: Operation): Operation => ({ ...operation });
