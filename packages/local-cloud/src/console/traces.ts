import type { Hop } from "../core/journal.ts";
import { isOwn } from "../core/own-hops.ts";
import type { Found, HopDetail, Trace, TraceHop, TraceList, TraceSummary } from "./api.ts";
import { notFound } from "./http/problem.ts";
import { consoleSource } from "./map/locate.ts";
import type { ReadModels } from "./read-models.ts";
import { detailOf } from "./trace/detail.ts";
import { toWaterfall } from "./trace/hops.ts";
import { findJourney, type Journey } from "./trace/journey.ts";
import { summarize } from "./trace/summary.ts";

const MATCHES = 8;

/** Answers about traces. */
export interface Traces {
  list(filter: { limit: number; before?: number; failed: boolean }): TraceList;
  find(q: string): Found;
  get(id: string): Trace;
  hop(id: number): HopDetail;
  summaryOf(traceId: string): TraceSummary | undefined;
  journey(id: string): Journey;
  /** Rows of a journey for these hops; empty when none of them is of it. */
  rows(id: string, hops: ReadonlySet<number>): TraceHop[];
}

export const createTraces = ({ journal, context, executions, costs }: ReadModels): Traces => {
  const { mentions } = journal;

  const isShown = ([first]: readonly Hop[]): boolean =>
    first !== undefined && first.source !== consoleSource && !isOwn(first);
  const summaryOf = (traceId: string) => {
    const hops = journal.trace(traceId);
    return isShown(hops) ? summarize(hops, context) : undefined;
  };
  const journey = (id: string): Journey => {
    const found = findJourney(journal, id) ?? findJourney(journal, mentions.startingWith(id, 1)[0] ?? "");
    if (!found)
      throw notFound(
        `Nothing in the journal mentions ${id}. It holds the last ${journal.size.held} hops of this run.`,
      );
    return found;
  };

  const candidates = (q: string): { id: string; kind: "id" | "trace" | "hop" }[] => {
    if (journal.trace(q).length > 0) return [{ id: q, kind: "trace" }];
    if (/^\d{1,9}$/.test(q) && journal.hop(Number(q))) return [{ id: q, kind: "hop" }];
    const ids = mentions.of(q).length > 0 ? [q] : mentions.startingWith(q, MATCHES);
    if (ids.length > 0) return ids.map((id) => ({ id, kind: "id" as const }));
    return q.length < 3
      ? []
      : mentions.search(q, MATCHES).map((id) => ({ id: String(id), kind: "hop" as const }));
  };

  return {
    summaryOf,
    journey,
    list({ limit, before = Number.POSITIVE_INFINITY, failed }) {
      const traces: TraceSummary[] = [];
      const traceIds = journal.traceIds();
      for (let index = traceIds.length - 1; index >= 0 && traces.length < limit; index--) {
        const hops = journal.trace(traceIds[index]!);
        if (!isShown(hops) || hops[0]!.at >= before) continue;
        if (failed && !hops.some(({ error }) => error)) continue;
        traces.push(summarize(hops, context));
      }
      return { traces };
    },
    find(q) {
      const started = performance.now();
      const matches = candidates(q.trim()).flatMap(({ id, kind }) => {
        const hops = findJourney(journal, id)?.hops ?? [];
        return hops.length === 0 ? [] : [{ id, kind, hops: hops.length, summary: summarize(hops, context) }];
      });
      return { matches, tookMs: performance.now() - started };
    },
    get(id) {
      const { hops, truncated } = journey(id);
      return {
        id,
        summary: summarize(hops, context),
        traceIds: [...new Set(hops.map(({ traceId }) => traceId))],
        hops: toWaterfall(hops, context),
        executions: executions.of(hops),
        truncated,
      };
    },
    hop(id) {
      const hop = journal.hop(id);
      if (!hop) throw notFound(`Hop ${id} is not in the journal any more.`);
      const logs = journal
        .trace(hop.traceId)
        .filter(({ action, causes }) => action === "Log" && causes[0] === id);
      const row = toWaterfall([hop, ...logs], context)[0]!;
      return detailOf(hop, row, costs.ofHop(hop), context);
    },
    rows(id, hops) {
      const found = findJourney(journal, id);
      if (!found?.hops.some((hop) => hops.has(hop.id))) return [];
      const logged = new Set(
        found.hops.flatMap((hop) => (hop.action === "Log" && hops.has(hop.id) ? hop.causes : [])),
      );
      return toWaterfall(found.hops, context).filter((row) => hops.has(row.id) || logged.has(row.id));
    },
  };
};
