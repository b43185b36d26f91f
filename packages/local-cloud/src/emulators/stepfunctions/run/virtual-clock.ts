import type { Clock } from "../../../core/clock.ts";

/** A clock that stands still until `next` moves it to the first timer; without one that is false. */
export interface VirtualClock extends Pick<Clock, "now" | "schedule"> {
  next(): boolean;
}

export const createVirtualClock = (start: number): VirtualClock => {
  const timers = new Set<{ readonly due: number; readonly run: () => void }>();
  let now = start;
  return {
    now: () => now,
    schedule(ms, run) {
      const timer = { due: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    next() {
      const [first] = [...timers].sort((a, b) => a.due - b.due);
      if (!first) return false;
      timers.delete(first);
      now = Math.max(now, first.due);
      first.run();
      return true;
    },
  };
};
