import type { CloudJournal } from "../../../core/cloud.ts";
import type { Hop } from "../../../core/journal.ts";

/** What executions came to that the journal has no hops of. */
export interface Untold {
  /** Express ones that began. */
  requests: number;
  /** Of Express ones that ended, each in steps of 100 ms. */
  seconds: number;
  /** Of Standard ones. */
  transitions: number;
}

export type ExecutionJournal = Pick<CloudJournal, "record" | "finish" | "link">;

const transitions = new Set(["BeginExecution", "EnterState", "RetryState"]);

/** A journal that only counts: what an execution does follows from the hop of its map run. */
export const createQuietJournal = (run: Hop, express: boolean) => {
  const begun = new Map<string, number>();
  let untold: Untold = { requests: 0, seconds: 0, transitions: 0 };
  const journal: ExecutionJournal = {
    record({ action, resource }) {
      if (!express && transitions.has(action)) untold.transitions += 1;
      if (action === "BeginExecution") {
        if (express) untold.requests += 1;
        begun.set(resource, performance.now());
      } else if (action === "EndExecution") {
        const duration = performance.now() - (begun.get(resource) ?? performance.now());
        if (express) untold.seconds += Math.max(1, Math.ceil(duration / 100)) / 10;
        begun.delete(resource);
      }
      return run;
    },
    finish() {},
    link() {},
  };
  return {
    journal,
    /** What came since it was asked last. */
    take(): Untold {
      const since = untold;
      untold = { requests: 0, seconds: 0, transitions: 0 };
      return since;
    },
  };
};
