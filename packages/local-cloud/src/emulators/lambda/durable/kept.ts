import type { Event, Operation } from "@aws-sdk/client-lambda";
import { z } from "zod";
import type { Cloud } from "../../../core/cloud.ts";
import type { Hop } from "../../../core/journal.ts";
import { isRecord } from "../../../core/values.ts";
import { createKeptLists } from "../../../state/kept-lists.ts";
import { causes, hop } from "../../../state/shapes.ts";
import type { Execution, TrackedOperation } from "./execution.ts";

/** What of an execution stays as it began. */
interface KeptStart extends Pick<Execution, "name" | "input" | "synchronous" | "startedAt"> {
  readonly invokedArn: string;
  readonly version: string;
  readonly hop: Pick<Hop, "id" | "traceId">;
}

/** How far it is. */
interface KeptProgress extends Pick<Execution, "operationCount" | "bytesWritten" | "failures" | "retryAt"> {
  /** Whether an invocation was under way. */
  readonly isInvoked: boolean;
  readonly unseen: readonly string[];
  readonly reasons: readonly number[];
  readonly pieces: { readonly events: number; readonly operations: number };
}

/** An execution as it outlasts the process, without its operations and history. */
export type KeptExecution = KeptStart &
  KeptProgress &
  Pick<Execution, "status" | "endedAt" | "result" | "error">;

const start = {
  name: z.string(),
  input: z.string(),
  synchronous: z.boolean(),
  startedAt: z.number(),
  invokedArn: z.string(),
  version: z.string(),
  hop,
};
const how = {
  operationCount: z.number(),
  bytesWritten: z.number(),
  failures: z.number(),
  retryAt: z.number().optional(),
  isInvoked: z.boolean(),
  unseen: z.array(z.string()),
  reasons: causes,
  pieces: z.object({ events: z.number(), operations: z.number() }),
};
const over = z.looseObject({ ...start, ...how, status: z.string() });

/** An operation, as it is after one of its changes. */
export interface KeptOperation extends Omit<TrackedOperation, "hop" | "cancel" | "cancelHeartbeat"> {
  readonly hop: number;
}

/** How an execution tells what outlasts the process of its changes. */
export interface Keeper {
  readonly pieces: KeptProgress["pieces"];
  changed(execution: Execution): void;
  /** It has ended. */
  ended(execution: Execution): void;
  event(event: Event): void;
  operation(operation: TrackedOperation): void;
  /** Of the run before. */
  readEvents(): Event[];
  readOperations(): KeptOperation[];
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

/** Executions that outlast the process. Those that have ended are many, and read one by one. */
export const createKeptDurableExecutions = ({ state }: Pick<Cloud, "state">) => {
  const startOf = ({ name, input, synchronous, startedAt, found, hop }: Execution): KeptStart => ({
    name,
    input,
    synchronous,
    startedAt,
    invokedArn: found.invokedArn,
    version: found.version,
    hop: { id: hop.id, traceId: hop.traceId },
  });
  const progressOf = (execution: Execution): KeptProgress => {
    const { operationCount, bytesWritten, failures, retryAt, invocation, unseen, reasons, keeper } =
      execution;
    return {
      operationCount,
      bytesWritten,
      failures,
      retryAt,
      isInvoked: invocation !== undefined,
      unseen: [...unseen],
      reasons: [...reasons],
      pieces: keeper.pieces,
    };
  };
  const starts = state.records("lambda/durable-executions", z.looseObject(start), startOf);
  const progress = state.records("lambda/durable-progress", z.looseObject(how), progressOf);
  const ended = state.records("lambda/durable-ended", over, (execution: Execution): KeptExecution => {
    const { status, endedAt, result, error } = execution;
    return { ...startOf(execution), ...progressOf(execution), status, endedAt, result, error };
  });
  const eventsOf = createKeptLists<Event>(
    state,
    "lambda/durable-events",
    z.looseObject({}),
    (event) => event,
  );
  const operationsOf = createKeptLists(
    state,
    "lambda/durable-operations",
    z.looseObject({ hop: z.number() }),
    ({ hop, cancel: _, cancelHeartbeat: __, ...operation }: TrackedOperation): KeptOperation => ({
      ...operation,
      hop: hop.id,
    }),
  );

  return {
    *readRunning(): Generator<readonly [arn: string, KeptExecution]> {
      for (const [arn, start] of starts.read()) {
        const how = progress.get(arn);
        if (how) yield [arn, { ...start, ...how, status: "RUNNING" }];
      }
    },
    /** Oldest end first. */
    endedArns: ended.keys,
    readEnded: ended.get,
    keeperOf(arn: string, pieces: KeptProgress["pieces"] = { events: 0, operations: 0 }): Keeper {
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
        changed(execution) {
          if (execution.status === "RUNNING") progress.put(arn, execution);
          else ended.put(arn, execution);
        },
        ended(execution) {
          starts.delete(arn);
          progress.delete(arn);
          ended.put(arn, execution);
        },
        event: events.add,
        operation: operations.add,
        readEvents: () => events.read().map(dated),
        readOperations: () => operations.read().map(dated),
        forgetHistory,
        forget() {
          for (const records of [starts, progress, ended]) records.delete(arn);
          forgetHistory();
        },
      };
    },
    begun: (execution: Execution): void => starts.put(execution.arn, execution),
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
