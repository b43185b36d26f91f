import type { Operation } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../core/aws-error.ts";
import { bytes } from "../../../metering/price.ts";
import type { Execution } from "./execution.ts";
import type { OperationUpdate } from "./inputs.ts";
import { MOST_BYTES, MOST_OPERATIONS, OPERATION_BYTES, SYNCHRONOUS_BYTES } from "./limits.ts";
import { billedOperations } from "./metering.ts";

type Type = OperationUpdate["Type"];
type Action = OperationUpdate["Action"];

const ACTIONS: Readonly<Record<Type, readonly Action[]>> = {
  EXECUTION: ["SUCCEED", "FAIL"],
  CONTEXT: ["START", "SUCCEED", "FAIL"],
  STEP: ["START", "SUCCEED", "FAIL", "RETRY"],
  WAIT: ["START", "CANCEL"],
  CALLBACK: ["START"],
  CHAINED_INVOKE: ["START", "CANCEL"],
};

export const invalid = (message: string): AwsError =>
  new AwsError("InvalidParameterValueException", message, { fields: { Type: "User" } });

/**
 * Refuses a checkpoint that AWS refuses, before any of it is applied. The rules are those of AWS's own emulation:
 * https://github.com/aws/aws-durable-execution-sdk-python/tree/main/packages/aws-durable-execution-sdk-python-testing
 */
export const checkUpdates = (execution: Execution, updates: readonly OperationUpdate[]): void => {
  checkExecutionUpdate(updates);
  const begun = new Map<string, OperationUpdate>();
  const last = new Map<string, OperationUpdate>();
  let added = 0;
  let written = 0;
  for (const update of updates) {
    const known = execution.operations.get(update.Id)?.value;
    checkRepetition(update, last.get(update.Id));
    checkParent(execution, update, begun);
    if (known) checkSame(update, known);
    checkContent(execution, update);
    checkTransition(update, known, begun);
    if (update.Action === "START") begun.set(update.Id, update);
    last.set(update.Id, update);
    added += billedOperations(update);
    written += writtenBytes(update);
  }
  if (execution.operationCount + added > MOST_OPERATIONS)
    throw invalid(
      `A durable execution can have at most ${MOST_OPERATIONS} operations. Start another execution for the rest, by context.invoke.`,
    );
  if (execution.bytesWritten + written > MOST_BYTES)
    throw invalid(`A durable execution can keep at most ${MOST_BYTES} bytes.`);
};

/** Bytes that an update writes. */
export const writtenBytes = ({ Payload, Error: error }: OperationUpdate): number =>
  bytes(Payload) + (error ? bytes(error) : 0);

const checkExecutionUpdate = (updates: readonly OperationUpdate[]) => {
  const ends = updates.filter(({ Type }) => Type === "EXECUTION");
  if (ends.length > 1) throw invalid("Cannot checkpoint multiple EXECUTION updates.");
  if (ends.length === 1 && updates.at(-1)!.Type !== "EXECUTION")
    throw invalid("EXECUTION checkpoint must be the last update.");
};

// A step or context may begin and end in one checkpoint.
const checkRepetition = (update: OperationUpdate, before: OperationUpdate | undefined) => {
  if (!before) return;
  const ends =
    ["STEP", "CONTEXT"].includes(before.Type) && before.Action === "START" && update.Action !== "START";
  if (!ends) throw invalid("Cannot checkpoint multiple operations with the same ID.");
};

const checkParent = (
  execution: Execution,
  { ParentId }: OperationUpdate,
  begun: ReadonlyMap<string, OperationUpdate>,
) => {
  if (ParentId === undefined) return;
  const parent = begun.get(ParentId) ?? execution.operations.get(ParentId)?.value;
  if (parent?.Type !== "CONTEXT") throw invalid("Invalid parent operation id.");
};

const checkSame = (update: OperationUpdate, known: Operation) => {
  if (update.Type !== known.Type) throw invalid("Inconsistent operation type.");
  if (update.SubType !== undefined && update.SubType !== known.SubType)
    throw invalid("Inconsistent operation subtype.");
  if (update.Name !== undefined && update.Name !== known.Name) throw invalid("Inconsistent operation name.");
  if (update.ParentId !== undefined && update.ParentId !== known.ParentId)
    throw invalid("Inconsistent parent operation id.");
};

const checkContent = (execution: Execution, update: OperationUpdate) => {
  const { Type, Action, Payload, Error: error } = update;
  if (!ACTIONS[Type].includes(Action)) throw invalid("Invalid action for the given operation type.");
  if (Action === "FAIL" && Payload !== undefined) throw invalid("Cannot provide a Payload for FAIL action.");
  if (Action === "SUCCEED" && error) throw invalid("Cannot provide an Error for SUCCEED action.");
  if (Action === "RETRY" && error && Payload !== undefined)
    throw invalid("Cannot provide both error and payload to RETRY a STEP.");
  if (Action === "RETRY" && update.StepOptions?.NextAttemptDelaySeconds === undefined)
    throw invalid("Invalid StepOptions for the given action.");
  if (Type === "WAIT" && Action === "START" && update.WaitOptions?.WaitSeconds === undefined)
    throw invalid("Invalid WaitOptions for the given action.");
  if (Type === "CHAINED_INVOKE" && Action === "START" && !update.ChainedInvokeOptions)
    throw invalid("Invalid ChainedInvokeOptions for the given action.");
  const most = Type === "EXECUTION" && execution.synchronous ? SYNCHRONOUS_BYTES : OPERATION_BYTES;
  if (bytes(Payload) > most)
    throw invalid(`${Type} payload size must be less than or equal to ${most} bytes.`);
  if (error && bytes(error) > OPERATION_BYTES)
    throw invalid(`Error object size must be less than or equal to ${OPERATION_BYTES} bytes.`);
};

const checkTransition = (
  { Id, Type, Action }: OperationUpdate,
  known: Operation | undefined,
  begun: ReadonlyMap<string, OperationUpdate>,
) => {
  // Begun by this same checkpoint: it may end in any way.
  if (Type === "EXECUTION" || begun.has(Id)) return;
  const status = known?.Status;
  if (Action === "START" && known && !(Type === "STEP" && status === "READY"))
    throw invalid(
      Type === "STEP" ? "Invalid current STEP state to start." : `Cannot start a ${Type} that already exist.`,
    );
  if (Action === "CANCEL" && status !== "STARTED")
    throw invalid(`Cannot cancel a ${Type} that does not exist or has already completed.`);
  const open = status === "STARTED" || (Type === "STEP" && status === "READY");
  if (Action === "RETRY" && known && !open) throw invalid("Invalid current STEP state to re-attempt.");
  if ((Action === "SUCCEED" || Action === "FAIL") && known && !open)
    throw invalid(`Invalid current ${Type} state to close.`);
};
