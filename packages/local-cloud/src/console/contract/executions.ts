import type { HopError, Payload } from "./traces.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "STOPPED";

export interface ExecutionSummary {
  id: string;
  name: string;
  /** The state machine, or the durable function. */
  machine: string;
  /** Its node id. */
  node: string;
  area?: string;
  type: "STANDARD" | "EXPRESS" | "DURABLE";
  status: ExecutionStatus;
  startedAt: number;
  endedAt?: number;
  error?: HopError;
  traceId: string;
}

export interface ExecutionList {
  executions: ExecutionSummary[];
  machines: { node: string; name: string; running: number; failed: number; total: number }[];
}

export interface Execution extends ExecutionSummary {
  input?: Payload;
  output?: Payload;
  /** States in the order they were entered, one entered twice twice; or operations in the order they began. */
  states: ExecutionState[];
  /** Of its distributed Maps, oldest first. */
  mapRuns: MapRun[];
  /** The machine's states and transitions for drawing; a function has none. */
  definition: { startAt: string; states: DefinitionState[] };
}

/** One run of a distributed Map. */
export interface MapRun {
  /** ARN. */
  id: string;
  /** Name of the Map state. */
  state: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  at: number;
  durationMs?: number;
  items: MapRunCounts;
  /** Child executions. */
  executions: MapRunCounts;
}

/** At the last word about the run, which there is twice a second. */
export interface MapRunCounts {
  pending: number;
  running: number;
  succeeded: number;
  /** Timed out as well. */
  failed: number;
  aborted: number;
  total: number;
}

export interface ExecutionState {
  name: string;
  type: string;
  hopId?: number;
  at: number;
  durationMs?: number;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "CAUGHT";
  /** Branch or iteration: `Parallel[0]`; empty at the top. */
  branch?: string;
  attempts: number;
  input?: Payload;
  output?: Payload;
  error?: HopError;
}

export interface DefinitionState {
  name: string;
  type: string;
  next: { to: string; label?: string; kind: "next" | "choice" | "catch" | "branch" }[];
  end: boolean;
}
