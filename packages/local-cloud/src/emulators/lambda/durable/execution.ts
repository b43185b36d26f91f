import type { ErrorObject, Event, ExecutionStatus, Operation } from "@aws-sdk/client-lambda";
import type { OutputOf } from "../../../core/aws-operations.ts";
import type { Cancel } from "../../../core/clock.ts";
import type { Hop } from "../../../core/journal.ts";
import type { FoundFunction } from "../functions.ts";
import type { RunResult } from "../runner.ts";
import type { Keeper } from "./kept.ts";

/** One durable execution: what AWS keeps of it, and what drives it here. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** The function as the execution was started with, and the version of it that runs until the end. */
  readonly found: FoundFunction;
  /** JSON text of the event. */
  readonly input: string;
  readonly synchronous: boolean;
  /** The code it began with and keeps; undefined for `$LATEST`, which is whatever is newest. */
  readonly generation?: number;
  /** Milliseconds of the one clock, as `endedAt`. */
  readonly startedAt: number;
  readonly hop: Hop;
  readonly operations: Map<string, TrackedOperation>;
  readonly history: Event[];
  /** Resolves when it has ended, however, or when the local cloud stops. */
  readonly settled: Promise<void>;
  readonly settle: () => void;
  readonly timers: Set<Cancel>;
  status: ExecutionStatus;
  endedAt?: number;
  /** JSON text of the answer. */
  result?: string;
  error?: ErrorObject;
  /** Of the last invocation: its answer's hop is what an answer to the caller follows from. */
  lastRun?: RunResult;
  /** As billed, and as the quota counts them. */
  operationCount: number;
  bytesWritten: number;
  invocation?: Invocation;
  /** An invocation was under way when the run before was cut off. */
  readonly wasInvoked?: boolean;
  /** Operations that changed since the function was last told. */
  readonly unseen: Set<string>;
  /** Hops that the next invocation follows from. */
  readonly reasons: Set<number>;
  /** Failures of invocations in a row. */
  failures: number;
  retrying?: Cancel;
  /** When that is over. */
  retryAt?: number;
  /** Told of each change of what outlasts the process. */
  readonly keeper: Keeper;
}

/** The invocation under way. Only it may checkpoint, each token once. */
export interface Invocation {
  readonly requestId: string;
  /** The one that is valid now. */
  token: string;
  /** Whether the last checkpoint's answer told of changes from outside: the function may have missed them. */
  toldLast?: boolean;
  /** The checkpoint before, answered again when a client that lost the answer repeats it. */
  repeated?: {
    readonly token: string;
    readonly clientToken?: string;
    readonly answer: OutputOf<"lambda", "CheckpointDurableExecution">;
  };
}

/** An operation as AWS answers it, and its hop in the journal. */
export interface TrackedOperation {
  readonly value: Operation;
  readonly hop: Hop;
  /** Ends the wait of it. */
  cancel?: Cancel;
  cancelHeartbeat?: Cancel;
  /** Of a callback: when it times out, how long it may be without a heartbeat, and when that is over. */
  timeoutAt?: number;
  heartbeatMs?: number;
  heartbeatAt?: number;
  /** Of a function that is invoked: what, with what, and the execution that it became. */
  readonly call?: { readonly name: string; readonly payload: string };
  child?: string;
}

const CLOSED = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "STOPPED"]);
export const isClosed = ({ Status }: Operation): boolean => CLOSED.has(String(Status));

/** Whether an invocation may leave off: something will make the execution go on. */
export const isWaiting = (execution: Execution): boolean =>
  [...execution.operations.values()].some(
    ({ value }) =>
      !isClosed(value) &&
      (value.Type === "STEP"
        ? value.Status === "PENDING" || value.Status === "READY"
        : value.Type !== "EXECUTION" && value.Type !== "CONTEXT"),
  );

/**
 * Operations in the order in which they began, without what a finished context has inside: it has its result, unless
 * it asked to keep its children.
 */
export const replayed = (execution: Execution): Operation[] => {
  const pruned = new Set<string>();
  const kept: Operation[] = [];
  for (const { value } of execution.operations.values()) {
    const inside = value.ParentId !== undefined && pruned.has(value.ParentId);
    if (!inside) kept.push(value);
    const finished = value.Type === "CONTEXT" && isClosed(value) && !value.ContextDetails?.ReplayChildren;
    if (inside || finished) pruned.add(value.Id!);
  }
  return kept;
};
