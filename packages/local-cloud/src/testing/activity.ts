import { setTimeout as pause } from "node:timers/promises";
import type { Journal } from "../core/journal.ts";
import { watchQuiet } from "../core/quiet.ts";

const probeAtMostEveryMs = 10;
const probeAtLeastEveryMs = 100;

/** What goes on in a local cloud, by its journal. */
export interface Activity {
  /**
   * Resolves with the first truthy answer of `probe`, asked again whenever something happened. Rejects after `timeoutMs`
   * with `what`; a function is asked for it then.
   */
  until<T>(
    what: string | (() => string),
    probe: () => Promise<T | undefined | false> | T | undefined | false,
    options?: { timeoutMs?: number },
  ): Promise<T>;
  /** Resolves when nothing happens and nothing is about to: whatever is left waits for the clock. */
  quiet(): Promise<void>;
}

/**
 * `somethingWaits`: messages that a consumer will take as soon as it can, or functions whose thread is starting.
 * `limitMs`: how long to wait at most, where nothing is said.
 */
export const watchActivity = (
  journal: Journal,
  somethingWaits: () => boolean,
  limitMs: () => number,
): Activity => {
  const waiting = new Set<() => void>();
  journal.subscribe(() => {
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
    async until(what, probe, { timeoutMs = limitMs() } = {}) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const answer = await probe();
        if (answer) return answer;
        if (performance.now() > deadline)
          throw new Error(
            `Not within ${Math.round(timeoutMs)} ms: ${typeof what === "string" ? `${what}.` : what()}`,
          );
        await pause(probeAtMostEveryMs);
        await nextHop(probeAtLeastEveryMs);
      }
    },
    quiet: watchQuiet(journal, somethingWaits, limitMs),
  };
};
