import type { Hop, Journal } from "../core/journal.ts";

/** Told of each hop once when it began and once when it ended, some time after it did. */
export interface Observer {
  begun?(hop: Hop): void;
  ended?(hop: Hop): void;
}

/** Longest that observers lag behind, so that emulators do not wait for them. */
const PAUSE_MS = 250;

/** Hands hops to observers in batches. */
export interface Observation {
  /** Brings the observers up to date now. */
  drain(): void;
  stop(): void;
}

export const observe = (
  journal: Journal,
  observers: readonly Observer[],
  /** Called with the hops of each batch that began or ended. */
  afterBatch: (hops: readonly Hop[]) => void,
): Observation => {
  let waiting: Hop[] = journal.hops();
  let lastBegun = 0;
  let timer: NodeJS.Timeout | undefined;

  const drain = () => {
    clearTimeout(timer);
    timer = undefined;
    const hops = waiting;
    if (hops.length === 0) return;
    waiting = [];
    for (const hop of hops) {
      // The journal tells of a hop when it began, and again when it ended.
      if (hop.id > lastBegun) {
        lastBegun = hop.id;
        for (const observer of observers) observer.begun?.(hop);
      } else for (const observer of observers) observer.ended?.(hop);
    }
    afterBatch(hops);
  };
  const schedule = () => {
    if (timer) return;
    timer = setTimeout(drain, PAUSE_MS);
    timer.unref();
  };
  // Hops of before have ended already, and are told of once only.
  for (const hop of waiting.slice()) if (hop.durationMs !== undefined) waiting.push(hop);
  if (waiting.length > 0) schedule();
  const stopListening = journal.subscribe((hop) => {
    waiting.push(hop);
    schedule();
  });
  return {
    drain,
    stop() {
      stopListening();
      clearTimeout(timer);
    },
  };
};
