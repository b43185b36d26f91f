import { StateError } from "../errors.ts";
import type { Children } from "./children.ts";
import type { FailedChild } from "./kept-map-runs.ts";
import type { MapRun } from "./map-run.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html#redrive-eligibility-map-run */
const MOST_REDRIVES = 1000;

/** What makes a redrive begin a new run: all that came of the run was too much, or could not be written. */
const beginsAnew: readonly (string | null | undefined)[] = [
  "States.DataLimitExceeded",
  "States.ResultWriterFailed",
];

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
export const isRedrivable = ({ status, failure, unstarted }: MapRun): boolean =>
  (status === "FAILED" || status === "ABORTED") &&
  unstarted !== undefined &&
  !beginsAnew.includes(failure?.error);

/** Child executions that wait for their redrive, and can have it. */
export const pendingRedrive = (
  { keeper, redriveCount }: MapRun,
  children: Children,
): [string, FailedChild][] =>
  [...keeper.failures].filter(
    ([arn, failure]) =>
      failure.redriveCount < redriveCount &&
      (failure.text !== undefined || children.redrivable(arn) !== undefined),
  );

/**
 * Lets a run that ended go on: what did not succeed waits for its redrive, what never began is read again. Throws
 * `States.Runtime` when it has been redriven as often as it may.
 */
export const redriveMapRun = (run: MapRun, children: Children, now: number): void => {
  if (run.redriveCount >= MOST_REDRIVES)
    throw new StateError("States.Runtime", `A Map Run can be redriven ${MOST_REDRIVES} times at most.`);
  const { keeper, unstarted = { items: 0, executions: 0 }, files } = run;
  Object.assign(run, {
    status: "RUNNING",
    stoppedAt: undefined,
    failure: undefined,
    redriveCount: run.redriveCount + 1,
    redrivenAt: now,
    unstarted: undefined,
  } satisfies Partial<MapRun>);
  const pending = pendingRedrive(run, children).map(([, { size }]) => size);
  const waiting = { items: pending.reduce((sum, size) => sum + size, 0), executions: pending.length };
  const dropped = [...files.FAILED, ...files.PENDING];
  for (const kind of ["items", "executions"] as const) {
    const counts = run[kind];
    const unsuccessful = counts.failed + counts.timedOut + counts.aborted - unstarted[kind];
    counts.total -= unstarted[kind];
    counts.failed = counts.failuresNotRedrivable = unsuccessful - waiting[kind];
    counts.timedOut = counts.aborted = 0;
    counts.pendingRedrive = waiting[kind];
    counts.resultsWritten -= dropped.reduce((sum, file) => sum + file[kind], 0);
  }
  files.FAILED = [];
  files.PENDING = [];
  keeper.keepSuccesses(files.SUCCEEDED.reduce((sum, { executions }) => sum + executions, 0));
  keeper.changed(run);
};
