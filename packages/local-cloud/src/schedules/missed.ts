import type { Timetable } from "./expression.ts";

const MINUTE_MS = 60_000;

/**
 * Where to go on after nothing ran for a while: at the last time that was missed, or else at `from`. A clock that is late
 * strikes once, and not for every hour of the night.
 */
export const resumeAt = ({ next }: Timetable, from: number, now: number): number => {
  for (let span = MINUTE_MS; ; span *= 2) {
    const begin = Math.max(from, now - span);
    let last = next(begin);
    if (last !== undefined && last <= now) {
      for (let later = next(last + 1); later !== undefined && later <= now; later = next(last + 1))
        last = later;
      return last;
    }
    if (begin === from) return from;
  }
};
