import { setTimeout as pause } from "node:timers/promises";
import type { Hop, Journal } from "../core/journal.ts";
import { watchQuiet } from "../core/quiet.ts";
import { failedSince, goingOn } from "./told.ts";

const probeAtMostEveryMs = 10;
const probeAtLeastEveryMs = 100;

export interface UntilOptions {
  readonly timeoutMs?: number | undefined;
  /** What is done before it is asked again, in place of waiting for something to happen: letting time pass. */
  readonly between?: () => Promise<unknown>;
}

/** What goes on in a local cloud, by its journal. */
export interface Activity {
  /**
   * Resolves with the first truthy answer of `probe`, asked again whenever something happened. Rejects after `timeoutMs`
   * with `what`, and what failed or has not ended; a function is asked for all of it.
   */
  until<T>(
    what: string | (() => string),
    probe: () => Promise<T | undefined | false> | T | undefined | false,
    options?: UntilOptions,
  ): Promise<T>;
  /** Resolves when nothing happens and nothing is about to: whatever is left waits for the clock. */
  quiet(): Promise<void>;
}

/**
 * `somethingWaits`: messages that a consumer will take as soon as it can, or functions whose thread is starting.
 * `limitMs`: how long to wait at most, where nothing is said. `openHops`: what has begun and not ended.
 */
export const watchActivity = (
  journal: Journal,
  somethingWaits: () => boolean,
  limitMs: () => number,
  openHops: () => readonly Hop[] = () => [],
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

  const somethingHappens = async () => {
    await pause(probeAtMostEveryMs);
    await nextHop(probeAtLeastEveryMs);
  };

  return {
    async until(what, probe, { timeoutMs = limitMs(), between = somethingHappens } = {}) {
      const deadline = performance.now() + timeoutMs;
      const { recorded: before } = journal.size;
      const said = () =>
        typeof what === "string" ? `${what}.${failedSince(journal, before)}${goingOn(openHops())}` : what();
      for (;;) {
        const answer = await probe();
        if (answer) return answer;
        if (performance.now() > deadline)
          throw new Error(`Not within ${Math.round(timeoutMs)} ms: ${said()}`);
        await between();
      }
    },
    quiet: watchQuiet(journal, somethingWaits, limitMs),
  };
};
