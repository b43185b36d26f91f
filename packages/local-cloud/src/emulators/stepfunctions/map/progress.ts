import type { Hop } from "../../../core/journal.ts";
import type { MapState } from "../asl/program.ts";
import type { Runtime, Visit } from "../run/visit.ts";
import type { MapRun } from "./map-run.ts";
import { createQuietJournal, type ExecutionJournal } from "./quiet-journal.ts";

/** Milliseconds between two words about a run, however many executions end meanwhile. */
const PERIOD_MS = 500;
/** Executions of a run with hops of their own: more would leave no place in the journal for anything else. */
const TOLD = 2000;

/** What the journal hears of a map run: its beginning, how far it is every now and then, and its end. */
export interface MapProgress {
  readonly hop: Hop;
  /** Where the next execution is to be told of; undefined in the cloud's journal. */
  journal(): ExecutionJournal | undefined;
  /** An execution has ended. */
  ended(): void;
  /** The id of the hop that says how it ended. */
  finish(): number;
}

export const createMapProgress = (
  { cloud: { journal } }: Pick<Runtime, "cloud">,
  { state, callHop }: Pick<Visit<MapState>, "state" | "callHop">,
  run: MapRun,
): MapProgress => {
  const hop = journal.record({
    service: "states",
    action: "BeginMapRun",
    resource: run.arn,
    source: state.name,
    causes: [callHop.id],
  });
  const quiet = createQuietJournal(hop, state.distributed?.express ?? false);
  let said = performance.now();
  let started = 0;
  const say = () =>
    journal.record({
      service: "states",
      action: "MapRunProgress",
      resource: run.arn,
      source: state.name,
      causes: [hop.id],
      input: {
        status: run.status,
        items: { ...run.items },
        executions: { ...run.executions },
        // Since the word before.
        untold: quiet.take(),
      },
    });
  return {
    hop,
    journal: () => (started++ < TOLD ? undefined : quiet.journal),
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
