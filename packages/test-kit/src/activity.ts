import { setTimeout as pause } from "node:timers/promises";
import type { Hop, Journal } from "@sourdough/local-cloud/src/core/journal.ts";

/** Longer than a step of a workflow or pipe takes; what is in a function may take longer. */
const quietMs = 40;
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
    if (durationMs !== undefined) runs.delete(id);
    else if (service === "lambda" && action === "Run") runs.add(id);
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
    async until(what, probe, { timeoutMs = 20_000 } = {}) {
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
      const asked = performance.now();
      for (;;) {
        const left = Math.max(lastAt, asked) + quietMs - performance.now();
        if (left <= 0 && runs.size === 0) return;
        await pause(Math.max(left, 5));
      }
    },
  };
};
