import { createKeptLists, type KeptList } from "../../../state/kept-lists.ts";
import type { State } from "../../../state/state.ts";
import type { Batch } from "./batch-items.ts";
import type { MapRun } from "./map-run.ts";
import type { MapResult } from "./results.ts";

/** What of a map run outlasts the process, beside the executions that it started. */
export interface MapRunKeeper {
  changed(run: MapRun): void;
  readonly results: KeptList<MapResult>;
  /** Express executions have no position: their input is kept instead, until they have ended. */
  begun(executionArn: string, batch: Batch): void;
  ended(executionArn: string): void;
  /** Takes what Express executions of the run before had that were cut off. */
  takeCutOff(): Batch[];
  /** The run has ended: only what it was is kept. */
  over(): void;
  forget(): void;
}

export type KeptMapRun = Omit<MapRun, "keeper" | "onUpdate"> & { readonly pieces: number };

export const createKeptMapRuns = (state: State) => {
  const runs = state.records(
    "states/map-runs",
    ({ keeper, onUpdate: _, ...run }: MapRun): KeptMapRun => ({
      ...run,
      pieces: keeper.results.pieces,
    }),
  );
  const batches = state.records<Batch>("states/map-batches");
  const resultsOf = createKeptLists<MapResult>(state, "states/map-results", (result) => result);
  /** By run. */
  const cutOff = new Map<string, { readonly key: string; readonly batch: Batch }[]>();
  for (const [key, batch] of batches.read()) {
    const [runArn = ""] = key.split(" ");
    cutOff.set(runArn, [...(cutOff.get(runArn) ?? []), { key, batch }]);
  }

  return {
    read: () => runs.read(),
    keeperOf(arn: string, pieces = 0): MapRunKeeper {
      const results = resultsOf(arn, pieces);
      const key = (executionArn: string) => `${arn} ${executionArn}`;
      const takeCutOff = () => {
        const taken = cutOff.get(arn) ?? [];
        cutOff.delete(arn);
        for (const { key } of taken) batches.delete(key);
        return taken.map(({ batch }) => batch);
      };
      const over = () => {
        results.forget();
        takeCutOff();
      };
      return {
        changed: (run) => runs.put(arn, run),
        results,
        begun: (executionArn, batch) => batches.put(key(executionArn), batch),
        ended: (executionArn) => batches.delete(key(executionArn)),
        takeCutOff,
        over,
        forget() {
          over();
          runs.delete(arn);
        },
      };
    },
  };
};
