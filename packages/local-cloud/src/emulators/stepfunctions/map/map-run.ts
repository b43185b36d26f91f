import { randomUUID } from "node:crypto";
import type { MapRunStatus } from "@aws-sdk/client-sfn";
import type { State } from "../../../state/state.ts";
import type { ExecutionStatus } from "../execution.ts";
import { createKeptMapRuns, type MapRunKeeper } from "./kept-map-runs.ts";

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
  /** They failed, timed out or were stopped, and wait for their redrive. */
  pendingRedrive: number;
  /** Of those that failed: what a redrive of the run could not run again. */
  failuresNotRedrivable: number;
}

/** One run of a distributed Map. */
export interface MapRun {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly startedAt: number;
  status: MapRunStatus;
  stoppedAt?: number;
  redriveCount: number;
  redrivenAt?: number;
  /** 0 for as many as there may be. */
  maxConcurrency: number;
  toleratedFailureCount: number;
  /** 0 to 100. */
  toleratedFailurePercentage: number;
  /** Whether all items have been read, so that the totals are. */
  complete: boolean;
  readonly items: Counts;
  readonly executions: Counts;
  /** Counted as aborted, though the run ended before they began; undefined while it is under way. */
  unstarted?: { readonly items: number; readonly executions: number };
  /** Why it fails, or failed. */
  failure?: { readonly error: string | null; readonly cause: string | null };
  /** Files of results that were written, and how many executions each has. */
  readonly files: Record<FileKind, (ResultFile & { readonly executions: number; readonly items: number })[]>;
  readonly keeper: MapRunKeeper;
  /** Resolves when all that it started has ended; undefined when the run before started it. */
  ended?: Promise<void>;
  /** Called when somebody changed the limits. */
  onUpdate(): void;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export type FileKind = "FAILED" | "PENDING" | "SUCCEEDED";
export interface ResultFile {
  readonly Key: string;
  readonly Size: number;
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
  pendingRedrive: 0,
  failuresNotRedrivable: 0,
});

const ends = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timedOut",
  ABORTED: "aborted",
} as const satisfies Partial<Record<ExecutionStatus, keyof Counts>>;

type From = "pending" | "pendingRedrive" | "running";

/** Moves an execution with so many items from one count to another. */
const move = (run: MapRun, size: number, from: From, to: keyof Counts): void => {
  const { items, executions } = run;
  items[from] -= size;
  executions[from] -= 1;
  items[to] += size;
  executions[to] += 1;
  run.keeper.changed(run);
};

export const addPending = (run: MapRun, size: number): void => {
  const { items, executions } = run;
  items.pending += size;
  items.total += size;
  executions.pending += 1;
  executions.total += 1;
  run.keeper.changed(run);
};

/** The executions that were started, of a run that goes on: its items are read again. */
export const forgetPending = (run: MapRun): number => {
  for (const counts of [run.items, run.executions]) {
    counts.total -= counts.pending;
    counts.pending = 0;
  }
  run.complete = false;
  return run.executions.total;
};

export const begin = (run: MapRun, size: number, from: "pending" | "pendingRedrive" = "pending"): void =>
  move(run, size, from, "running");

export const end = (run: MapRun, size: number, status: keyof typeof ends): void =>
  move(run, size, "running", ends[status]);

/** Whatever has not ended when the run does. */
export const abortRest = (run: MapRun): void => {
  run.unstarted = { items: run.items.pending, executions: run.executions.pending };
  for (const each of [run.items, run.executions]) {
    each.aborted += each.pending + each.pendingRedrive + each.running;
    each.pending = each.pendingRedrive = each.running = 0;
  }
  run.keeper.changed(run);
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

/** Of which machine, label and execution a run is. */
export interface MapRunOf {
  readonly machineArn: string;
  readonly label: string;
  readonly executionArn: string;
}

/** The runs that are remembered, newest last. */
export interface MapRuns {
  create(of: MapRunOf, startedAt: number): MapRun;
  add(run: MapRun): void;
  find(arn: string): MapRun | undefined;
  of(executionArn: string): MapRun[];
  /** Takes up those that the run before left, of executions that are there. */
  restore(isThere: (executionArn: string) => boolean): void;
}

const REMEMBERED = 2000;

export const createMapRuns = (state: State): MapRuns => {
  const kept = createKeptMapRuns(state);
  const runs = new Map<string, MapRun>();
  return {
    create({ machineArn, label, executionArn }, startedAt) {
      const machine = childMachineArn(machineArn, label);
      const arn = `${machine.replace(":stateMachine:", ":mapRun:")}:${randomUUID()}`;
      return {
        arn,
        executionArn,
        stateMachineArn: machineArn,
        startedAt,
        status: "RUNNING",
        redriveCount: 0,
        maxConcurrency: 0,
        toleratedFailureCount: 0,
        toleratedFailurePercentage: 0,
        complete: false,
        items: counts(),
        executions: counts(),
        files: { FAILED: [], PENDING: [], SUCCEEDED: [] },
        keeper: kept.keeperOf(arn),
        onUpdate: () => {},
      };
    },
    add(run) {
      runs.set(run.arn, run);
      run.keeper.changed(run);
      if (runs.size <= REMEMBERED) return;
      for (const oldest of runs.values()) {
        if (oldest.status === "RUNNING") continue;
        runs.delete(oldest.arn);
        oldest.keeper.forget();
        return;
      }
    },
    find: (arn) => runs.get(arn),
    of: (executionArn) => [...runs.values()].filter((run) => run.executionArn === executionArn),
    restore(isThere) {
      for (const [arn, { pieces, ...run }] of kept.read()) {
        const keeper = kept.keeperOf(arn, pieces);
        if (isThere(run.executionArn)) runs.set(arn, { ...run, keeper, onUpdate: () => {} });
        else keeper.forget();
      }
    },
  };
};
