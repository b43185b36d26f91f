import { randomUUID } from "node:crypto";
import type { MapRunStatus } from "@aws-sdk/client-sfn";
import type { ExecutionStatus } from "../execution.ts";

/** What items, or the executions that have them, have come to. */
export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}

/** One run of a distributed Map. */
export interface MapRun {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly startedAt: number;
  status: MapRunStatus;
  stoppedAt?: number;
  /** 0 for as many as there may be. */
  maxConcurrency: number;
  toleratedFailureCount: number;
  /** 0 to 100. */
  toleratedFailurePercentage: number;
  /** Whether all items have been read, so that the totals are. */
  complete: boolean;
  readonly items: Counts;
  readonly executions: Counts;
  /** Called when somebody changed the limits. */
  onUpdate(): void;
}

const counts = (): Counts => ({
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
});

const ends = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timedOut",
  ABORTED: "aborted",
} as const satisfies Partial<Record<ExecutionStatus, keyof Counts>>;

type From = "pending" | "running";

/** Moves an execution with so many items from one count to another. */
const move = ({ items, executions }: MapRun, size: number, from: From, to: keyof Counts): void => {
  items[from] -= size;
  executions[from] -= 1;
  items[to] += size;
  executions[to] += 1;
};

export const addPending = ({ items, executions }: MapRun, size: number): void => {
  items.pending += size;
  items.total += size;
  executions.pending += 1;
  executions.total += 1;
};

export const begin = (run: MapRun, size: number): void => move(run, size, "pending", "running");

export const end = (run: MapRun, size: number, status: keyof typeof ends): void =>
  move(run, size, "running", ends[status]);

/** Whatever has not ended when the run does. */
export const abortRest = ({ items, executions }: MapRun): void => {
  for (const each of [items, executions]) {
    each.aborted += each.pending + each.running;
    each.pending = each.running = 0;
  }
};

/**
 * Whether more items failed than may. A percentage is of all items, so of none before all are read.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold
 */
export const isOverThreshold = (run: MapRun): boolean => {
  const { items, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = run;
  const failed = items.failed + items.timedOut;
  if (failed === 0) return false;
  const overPercentage = run.complete && (failed / items.total) * 100 > percentage;
  // Where both are given, the run fails with either.
  if (count > 0) return failed > count || (percentage > 0 && overPercentage);
  return percentage > 0 ? overPercentage : true;
};

/** `csvProcess/Map` of a machine and a label: what ARNs of map runs and child executions have. */
export const childMachineArn = (machineArn: string, label: string): string => `${machineArn}/${label}`;

/** The machine, with its label, whose executions a run starts. */
export const machineOfMapRun = (mapRunArn: string): string =>
  mapRunArn.replace(":mapRun:", ":stateMachine:").replace(/:[^:]*$/, "");

export const createMapRun = (
  { machineArn, label, executionArn }: { machineArn: string; label: string; executionArn: string },
  startedAt: number,
): MapRun => ({
  arn: `${childMachineArn(machineArn, label).replace(":stateMachine:", ":mapRun:")}:${randomUUID()}`,
  executionArn,
  stateMachineArn: machineArn,
  startedAt,
  status: "RUNNING",
  maxConcurrency: 0,
  toleratedFailureCount: 0,
  toleratedFailurePercentage: 0,
  complete: false,
  items: counts(),
  executions: counts(),
  onUpdate: () => {},
});

/** The runs that are remembered, newest last. */
export interface MapRuns {
  add(run: MapRun): void;
  find(arn: string): MapRun | undefined;
  of(executionArn: string): MapRun[];
}

const REMEMBERED = 2000;

export const createMapRuns = (): MapRuns => {
  const runs = new Map<string, MapRun>();
  return {
    add(run) {
      runs.set(run.arn, run);
      if (runs.size <= REMEMBERED) return;
      for (const { arn, status } of runs.values()) {
        if (status === "RUNNING") continue;
        runs.delete(arn);
        return;
      }
    },
    find: (arn) => runs.get(arn),
    of: (executionArn) => [...runs.values()].filter((run) => run.executionArn === executionArn),
  };
};
