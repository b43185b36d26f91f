import type { Hop } from "../../../core/journal.ts";
import type { Runtime, Visit } from "../run/visit.ts";
import type { MapRun } from "./map-run.ts";

/** Milliseconds between two words about a run, however many executions end meanwhile. */
const PERIOD_MS = 500;

/** What the journal hears of a map run: its beginning, how far it is every now and then, and its end. */
export interface MapProgress {
  readonly hop: Hop;
  /** An execution has ended. */
  ended(): void;
  /** The id of the hop that says how it ended. */
  finish(): number;
}

export const createMapProgress = (
  { cloud: { journal } }: Pick<Runtime, "cloud">,
  { state, callHop }: Pick<Visit, "state" | "callHop">,
  run: MapRun,
): MapProgress => {
  const hop = journal.record({
    service: "states",
    action: "BeginMapRun",
    resource: run.arn,
    source: state.name,
    causes: [callHop.id],
  });
  let said = performance.now();
  const say = () =>
    journal.record({
      service: "states",
      action: "MapRunProgress",
      resource: run.arn,
      source: state.name,
      causes: [hop.id],
      input: { status: run.status, items: { ...run.items }, executions: { ...run.executions } },
    });
  return {
    hop,
    ended() {
      if (performance.now() - said < PERIOD_MS) return;
      said = performance.now();
      say();
    },
    finish() {
      const { status, items, executions } = run;
      const error =
        status === "FAILED"
          ? { code: status, message: `${items.failed} of ${items.total} items failed.` }
          : undefined;
      journal.finish(hop, { output: { status, items, executions }, error });
      return say().id;
    },
  };
};
