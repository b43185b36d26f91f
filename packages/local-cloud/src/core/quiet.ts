import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { Hop, Journal } from "./journal.ts";

/** Longer than a step of a workflow or pipe takes between two hops. */
const quietMs = 40;
/** Hops that end, and that something waits for: a machine that is busy with other things may take long for them. */
const takesTime = ({ service, action }: Hop) =>
  service === "dynamodb"
    ? !/^(Receive|WriteIndex|ExpireItem)$/.test(action)
    : service === "lambda" && /^(Run|Invoke|InvokeExecution)$/.test(action);

/**
 * Tells when nothing happens and nothing is about to: whatever is left waits for the clock. `messagesWait` says whether
 * a queue has messages that its consumer will take as soon as it can. What is returned resolves at the latest after
 * `limitMs`.
 */
export const watchQuiet = (
  journal: Journal,
  messagesWait: () => boolean,
  limitMs: () => number,
): (() => Promise<void>) => {
  const working = new Set<number>();
  let lastAt = performance.now();
  journal.subscribe((hop: Hop) => {
    lastAt = performance.now();
    if (hop.durationMs !== undefined) working.delete(hop.id);
    else if (takesTime(hop)) working.add(hop.id);
  });
  return async () => {
    const asked = performance.now();
    const limit = asked + limitMs();
    for (;;) {
      await pause(Math.max(Math.max(lastAt, asked) + quietMs - performance.now(), 5));
      // What came in while this process had to wait for the processor is dealt with after the timers.
      await nextTurn();
      await nextTurn();
      const now = performance.now();
      if (now > limit) return;
      if (now >= lastAt + quietMs && working.size === 0 && !messagesWait()) return;
    }
  };
};
