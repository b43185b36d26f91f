import { setTimeout as pause } from "node:timers/promises";
import type { Hop, Journal } from "@sourdough/local-cloud/src/core/journal.ts";

/** Shorter than anybody notices, and long enough for a busy machine to start a thread. */
const quietMs = 100;
const probeAtMostEveryMs = 10;
const probeAtLeastEveryMs = 100;

/** What goes on in a local cloud, by its journal. */
export interface Activity {
  /** Resolves with the first truthy answer of `probe`, asked again whenever something happened. */
  until<T>(
    what: string,
    probe: () => Promise<T | undefined | false> | T | undefined | false,
    options?: { timeoutMs?: number },
  ): Promise<T>;
  /** Resolves when nothing happened for a moment and no function runs: whatever is left waits for the clock. */
  quiet(): Promise<void>;
}

export const watchActivity = (journal: Journal): Activity => {
  const runs = new Set<number>();
  const waiting = new Set<() => void>();
  let lastAt = performance.now();
  journal.subscribe(({ id, service, action, durationMs }: Hop) => {
    lastAt = performance.now();
    if (service === "lambda" && action === "Run") {
      if (durationMs === undefined) runs.add(id);
      else runs.delete(id);
    }
    for (const wake of waiting) wake();
  });
  const nextHop = async (withinMs: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, withinMs);
    waiting.add(resolve);
    await promise;
    waiting.delete(resolve);
    clearTimeout(limit);
  };

  return {
    async until(what, probe, { timeoutMs = 10_000 } = {}) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const answer = await probe();
        if (answer) return answer;
        if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
        await pause(probeAtMostEveryMs);
        await nextHop(probeAtLeastEveryMs);
      }
    },
    async quiet() {
      for (;;) {
        const left = lastAt + quietMs - performance.now();
        if (left <= 0 && runs.size === 0) return;
        await pause(Math.max(left, 5));
      }
    },
  };
};
