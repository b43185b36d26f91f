/** Ids of hops by trace. Hops are forgotten in the order they came, so each is the oldest of its trace then. */
export interface JournalTraces<First> {
  add(traceId: string, hopId: number, hop: First): void;
  forget(traceId: string): void;
  /** Oldest first. */
  of(traceId: string): number[];
  /** The hop the trace began with, although it may be forgotten: whatever follows is part of that. */
  firstOf(traceId: string): First | undefined;
  ids(): string[];
}

interface TraceHops<First> {
  readonly first: First;
  hops: number[];
  /** How many of `hops` are forgotten. */
  gone: number;
}

export const createJournalTraces = <First>(): JournalTraces<First> => {
  const traces = new Map<string, TraceHops<First>>();
  return {
    add(traceId, hopId, hop) {
      const trace = traces.get(traceId);
      if (trace) trace.hops.push(hopId);
      else traces.set(traceId, { first: hop, hops: [hopId], gone: 0 });
    },
    forget(traceId) {
      const trace = traces.get(traceId);
      if (!trace) return;
      trace.gone += 1;
      if (trace.gone === trace.hops.length) traces.delete(traceId);
      // A trace of 100,000 hops would be moved for each of them.
      else if (trace.gone * 2 > trace.hops.length) {
        trace.hops = trace.hops.slice(trace.gone);
        trace.gone = 0;
      }
    },
    of: (traceId) => {
      const trace = traces.get(traceId);
      return trace ? trace.hops.slice(trace.gone) : [];
    },
    firstOf: (traceId) => traces.get(traceId)?.first,
    ids: () => [...traces.keys()],
  };
};
