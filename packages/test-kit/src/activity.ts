import { setTimeout as pause } from "node:timers/promises";
import { type Journal, watchQuiet } from "sourdough-local";
import { waitTimeoutMs } from "./wait-timeout.ts";

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
  /** Resolves when nothing happens and nothing is about to: whatever is left waits for the clock. */
  quiet(): Promise<void>;
}

/** `somethingWaits`: messages that a consumer will take as soon as it can, or functions whose thread is starting. */
export const watchActivity = (journal: Journal, somethingWaits: () => boolean): Activity => {
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
    async until(what, probe, { timeoutMs = waitTimeoutMs } = {}) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const answer = await probe();
        if (answer) return answer;
        if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
        await pause(probeAtMostEveryMs);
        await nextHop(probeAtLeastEveryMs);
      }
    },
    quiet: watchQuiet(journal, somethingWaits, waitTimeoutMs),
  };
};
