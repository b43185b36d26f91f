import type { ErrorObject, Event, Operation } from "@aws-sdk/client-lambda";
import type { Cloud } from "../../../core/cloud.ts";
import type { Hop } from "../../../core/journal.ts";
import { isRecord } from "../../../core/values.ts";
import { createKeptLists } from "../../../state/kept-lists.ts";
import type { Execution, TrackedOperation } from "./execution.ts";

/** An execution as it outlasts the process: short, since there are many. The rest is read when somebody asks for it. */
export interface KeptExecution
  extends Pick<
    Execution,
    | "name"
    | "synchronous"
    | "startedAt"
    | "status"
    | "endedAt"
    | "operationCount"
    | "bytesWritten"
    | "failures"
    | "retryAt"
  > {
  readonly invokedArn: string;
  readonly version: string;
  readonly hop: Pick<Hop, "id" | "traceId">;
  readonly error?: ErrorObject;
  /** Whether an invocation was under way. */
  readonly isInvoked: boolean;
  readonly unseen: readonly string[];
  readonly reasons: readonly number[];
  readonly pieces: { readonly events: number; readonly operations: number };
}

/** An operation, as it is after one of its changes. */
export interface KeptOperation extends Omit<TrackedOperation, "hop" | "cancel" | "cancelHeartbeat"> {
  readonly hop: number;
}

/** How an execution tells what outlasts the process of its changes. */
export interface Keeper {
  readonly pieces: KeptExecution["pieces"];
  changed(execution: Execution): void;
  /** It has ended. */
  ended(execution: Execution): void;
  event(event: Event): void;
  operation(operation: TrackedOperation): void;
  /** Of the run before. */
  readEvents(): Event[];
  readOperations(): KeptOperation[];
  readInput(): string;
  readResult(): string | undefined;
  forgetHistory(): void;
  forget(): void;
}

const dated = <T>(value: T): T => {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    name.endsWith("Timestamp") && typeof member === "string" ? new Date(member) : dated(member),
  ]);
  return Object.fromEntries(entries) as T;
};

/** Executions that outlast the process. */
export const createKeptDurableExecutions = ({ state }: Pick<Cloud, "state">) => {
  const executions = state.records("lambda/durable-executions", (execution: Execution): KeptExecution => {
    const { name, synchronous, startedAt, status, endedAt, operationCount, bytesWritten } = execution;
    const { failures, retryAt, found, hop, error, invocation, unseen, reasons, keeper } = execution;
    return {
      name,
      synchronous,
      startedAt,
      status,
      endedAt,
      operationCount,
      bytesWritten,
      failures,
      retryAt,
      invokedArn: found.invokedArn,
      version: found.version,
      hop: { id: hop.id, traceId: hop.traceId },
      error,
      isInvoked: invocation !== undefined,
      unseen: [...unseen],
      reasons: [...reasons],
      pieces: keeper.pieces,
    };
  });
  const texts = state.records<{ readonly text: string }>("lambda/durable-texts");
  const eventsOf = createKeptLists<Event>(state, "lambda/durable-events", (event) => event);
  const operationsOf = createKeptLists(
    state,
    "lambda/durable-operations",
    ({ hop, cancel: _, cancelHeartbeat: __, ...operation }: TrackedOperation): KeptOperation => ({
      ...operation,
      hop: hop.id,
    }),
  );
  const put = (execution: Execution) => executions.put(execution.arn, execution);

  return {
    read: () => executions.read(),
    keeperOf(arn: string, pieces: KeptExecution["pieces"] = { events: 0, operations: 0 }): Keeper {
      const events = eventsOf(arn, pieces.events);
      const operations = operationsOf(arn, pieces.operations);
      const forgetHistory = () => {
        events.forget();
        operations.forget();
      };
      return {
        get pieces() {
          return { events: events.pieces, operations: operations.pieces };
        },
        changed: put,
        ended(execution) {
          put(execution);
          if (execution.result !== undefined) texts.put(`${arn} result`, { text: execution.result });
        },
        event: events.add,
        operation: operations.add,
        readEvents: () => events.read().map(dated),
        readOperations: () => operations.read().map(dated),
        readInput: () => texts.get(`${arn} input`)?.text ?? "null",
        readResult: () => texts.get(`${arn} result`)?.text,
        forgetHistory,
        forget() {
          executions.delete(arn);
          for (const side of ["input", "result"]) texts.delete(`${arn} ${side}`);
          forgetHistory();
        },
      };
    },
    begun(execution: Execution): void {
      put(execution);
      texts.put(`${execution.arn} input`, { text: execution.input });
    },
  };
};

export type KeptDurableExecutions = ReturnType<typeof createKeptDurableExecutions>;

/** The operation by which an execution is among its own. */
export const executionOperation = (
  { name, startedAt, endedAt, status, input }: Execution,
  Id: string,
): Operation => ({
  Id,
  Name: name,
  Type: "EXECUTION",
  StartTimestamp: new Date(startedAt),
  ...(endedAt !== undefined && { EndTimestamp: new Date(endedAt) }),
  Status: status === "RUNNING" ? "STARTED" : status,
  ExecutionDetails: { InputPayload: input },
});
