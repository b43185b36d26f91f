import { z } from "zod";
import { createKeptLists, type KeptList } from "../../../state/kept-lists.ts";
import type { State } from "../../../state/state.ts";
import type { Batch } from "./batch-items.ts";
import type { MapRun } from "./map-run.ts";
import type { MapResult } from "./results.ts";

/** What of a map run outlasts the process, beside the executions that it started. */
export interface MapRunKeeper {
  changed(run: MapRun): void;
  readonly results: KeptList<MapResult>;
  /** Results in memory that are in no file; undefined before the run goes on in this process. */
  held?: MapResult[];
  /** Express executions have no position: their input is kept instead, until they have succeeded. */
  begun(executionArn: string, batch: Batch): void;
  succeeded(executionArn: string): void;
  /** Kept for a redrive of the run. */
  failed(executionArn: string, failure: FailedChild): void;
  readonly failures: ReadonlyMap<string, FailedChild>;
  /** Keeps only what came of those that succeeded, the first `written` of which are in files. */
  keepSuccesses(written: number): void;
  /** Takes what Express executions of the run before had that were cut off. */
  takeCutOff(): Batch[];
  /** The run has succeeded: only what it was is kept. */
  over(): void;
  forget(): void;
}

/** A child execution that failed, timed out or was stopped. */
export interface FailedChild {
  /** Items in it. */
  readonly size: number;
  /** JSON of its input, of an Express one: it is started anew. */
  readonly text?: string;
  readonly index: number;
  /** Redrives that the run had had by then. */
  readonly redriveCount: number;
}

export type KeptMapRun = Omit<MapRun, "ended" | "keeper" | "onUpdate"> & { readonly pieces: number };

const kind = z.enum(["FAILED", "PENDING", "SUCCEEDED"]);
const files = z.array(z.looseObject({ Key: z.string(), executions: z.number(), items: z.number() }));
const counts = z.record(z.string(), z.number());
const keptRun = z.looseObject({
  arn: z.string(),
  executionArn: z.string(),
  stateMachineArn: z.string(),
  startedAt: z.number(),
  status: z.string(),
  redriveCount: z.number(),
  maxConcurrency: z.number(),
  toleratedFailureCount: z.number(),
  toleratedFailurePercentage: z.number(),
  complete: z.boolean(),
  items: counts,
  executions: counts,
  files: z.record(kind, files),
  pieces: z.number(),
});
// Kept by a version before there was one.
const index = z.number().default(0);
const failedChild = z.object({
  size: z.number(),
  text: z.string().optional(),
  index,
  redriveCount: z.number(),
});
const mapResult = z.object({ kind, size: z.number(), index, entries: z.array(z.string()) });

export const createKeptMapRuns = (state: State) => {
  const runs = state.records(
    "states/map-runs",
    keptRun,
    ({ keeper, ended: _, onUpdate: __, ...run }: MapRun): KeptMapRun => ({
      ...run,
      pieces: keeper.results.pieces,
    }),
  );
  const batches = state.records<Batch>(
    "states/map-batches",
    z.object({ text: z.string(), size: z.number(), index }),
  );
  const failed = state.records<FailedChild>("states/map-failures", failedChild);
  const resultsOf = createKeptLists<MapResult>(state, "states/map-results", mapResult, (result) => result);
  /** By run. */
  const cutOff = new Map<string, { readonly key: string; readonly batch: Batch }[]>();
  for (const [key, batch] of batches.read()) {
    const [runArn = ""] = key.split(" ");
    cutOff.set(runArn, [...(cutOff.get(runArn) ?? []), { key, batch }]);
  }
  const failuresBefore = new Map<string, Map<string, FailedChild>>();
  for (const [key, failure] of failed.read()) {
    const [runArn = "", executionArn = ""] = key.split(" ");
    const ofRun = failuresBefore.get(runArn) ?? new Map<string, FailedChild>();
    failuresBefore.set(runArn, ofRun.set(executionArn, failure));
  }

  return {
    read: () => runs.read(),
    /** Of a run with so many pieces of results already. */
    keeperOf(arn: string, pieces = 0): MapRunKeeper {
      const results = resultsOf(arn, pieces);
      const key = (executionArn: string) => `${arn} ${executionArn}`;
      const takeCutOff = () => {
        const taken = cutOff.get(arn) ?? [];
        cutOff.delete(arn);
        for (const { key } of taken) batches.delete(key);
        return taken.map(({ batch }) => batch);
      };
      const failures = new Map(failuresBefore.get(arn));
      failuresBefore.delete(arn);
      const forgetFailure = (executionArn: string) => {
        if (failures.delete(executionArn)) failed.delete(key(executionArn));
      };
      const over = () => {
        results.forget();
        keeper.held = undefined;
        takeCutOff();
        for (const executionArn of failures.keys()) forgetFailure(executionArn);
      };
      const keeper: MapRunKeeper = {
        changed: (run) => runs.put(arn, run),
        results,
        begun: (executionArn, batch) => batches.put(key(executionArn), batch),
        succeeded(executionArn) {
          batches.delete(key(executionArn));
          forgetFailure(executionArn);
        },
        failed(executionArn, failure) {
          batches.delete(key(executionArn));
          failures.set(executionArn, failure);
          failed.put(key(executionArn), failure);
        },
        failures,
        keepSuccesses(written) {
          const isSuccess = ({ kind }: MapResult) => kind === "SUCCEEDED";
          const successes = results.read().filter(isSuccess);
          results.forget();
          for (const result of successes) results.add(result);
          keeper.held = keeper.held?.filter(isSuccess) ?? successes.slice(written);
        },
        takeCutOff,
        over,
        forget() {
          over();
          runs.delete(arn);
        },
      };
      return keeper;
    },
  };
};
