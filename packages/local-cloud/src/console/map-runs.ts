import type { Hop, Journal } from "../core/journal.ts";
import { at } from "../core/values.ts";
import type { MapRun, MapRunCounts } from "./api.ts";

const REMEMBERED = 500;

interface Known {
  readonly began: Hop;
  progress?: Hop;
}

const counts = (value: unknown): MapRunCounts => ({
  pending: Number(at(value, "pending") ?? 0),
  running: Number(at(value, "running") ?? 0),
  succeeded: Number(at(value, "succeeded") ?? 0),
  failed: Number(at(value, "failed") ?? 0) + Number(at(value, "timedOut") ?? 0),
  aborted: Number(at(value, "aborted") ?? 0),
  total: Number(at(value, "total") ?? 0),
});

/** Map runs, from their hops, by the execution that they belong to. */
export interface MapRuns {
  begun(hop: Hop): void;
  of(executionArn: string): MapRun[];
}

export const createMapRuns = (journal: Pick<Journal, "hop" | "payloads">): MapRuns => {
  const known = new Map<number, Known>();
  const executionOf = ({ causes: [state] }: Hop) =>
    state === undefined ? undefined : journal.hop(state)?.resource;

  const show = ({ began, progress }: Known): MapRun => {
    const input = progress && journal.payloads(progress).input;
    const isOver = began.durationMs !== undefined;
    return {
      id: began.resource,
      state: began.source ?? "",
      status: isOver ? (String(at(input, "status")) as MapRun["status"]) : "RUNNING",
      at: began.at,
      durationMs: began.durationMs,
      items: counts(at(input, "items")),
      executions: counts(at(input, "executions")),
    };
  };

  return {
    begun(hop) {
      const [cause] = hop.causes;
      if (hop.action === "BeginMapRun") {
        known.set(hop.id, { began: hop });
        if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
      } else if (hop.action === "MapRunProgress" && cause !== undefined) {
        const one = known.get(cause);
        if (one) one.progress = hop;
      }
    },
    of: (executionArn) =>
      [...known.values()].filter(({ began }) => executionOf(began) === executionArn).map(show),
  };
};
