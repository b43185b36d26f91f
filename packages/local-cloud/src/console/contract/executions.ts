import type { HopError, Payload } from "./traces.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface ExecutionSummary {
  id: string;
  name: string;
  machine: string;
  /** Node id of the state machine. */
  node: string;
  area?: string;
  type: "STANDARD" | "EXPRESS";
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
  /** In the order they were entered; a state entered twice is there twice. */
  states: ExecutionState[];
  /** The machine's states and transitions for drawing. */
  definition: { startAt: string; states: DefinitionState[] };
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
