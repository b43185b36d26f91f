import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { Hop, Journal } from "sourdough-local";
import { waitTimeoutMs } from "./wait-timeout.ts";

/** Longer than a step of a workflow or pipe takes between two hops. */
const quietMs = 40;
const quietLimitMs = waitTimeoutMs;
/** Hops that end, and that something waits for: a machine that is busy with other things may take long for them. */
const takesTime = ({ service, action }: Hop) =>
  service === "dynamodb" ? action !== "Receive" : service === "lambda" && /^(Run|Invoke)$/.test(action);
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

/** `messagesWait` says whether a queue has messages that its consumer will take as soon as it can. */
export const watchActivity = (journal: Journal, messagesWait: () => boolean): Activity => {
  const working = new Set<number>();
  const waiting = new Set<() => void>();
  let lastAt = performance.now();
  journal.subscribe((hop: Hop) => {
    lastAt = performance.now();
    if (hop.durationMs !== undefined) working.delete(hop.id);
    else if (takesTime(hop)) working.add(hop.id);
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
    async quiet() {
      const asked = performance.now();
      for (;;) {
        await pause(Math.max(Math.max(lastAt, asked) + quietMs - performance.now(), 5));
        // What came in while this process had to wait for the processor is dealt with after the timers.
        await nextTurn();
        await nextTurn();
        const now = performance.now();
        if (now > asked + quietLimitMs) return;
        if (now >= lastAt + quietMs && working.size === 0 && !messagesWait()) return;
      }
    },
  };
};
