import type { Cancel, Clock } from "../../../core/clock.ts";
import { MINUTE_MS } from "../../../metrics/series.ts";

/** Calls `work` at the end of each minute of the clock, once for all the minutes that it was moved over. */
export const everyMinute = (
  clock: Pick<Clock, "now" | "schedule">,
  work: (first: number, last: number) => void,
): Cancel => {
  const minuteOf = (ms: number) => Math.floor(ms / MINUTE_MS);
  let next = minuteOf(clock.now());
  let cancel: Cancel = () => {};
  const arm = () => {
    cancel = clock.schedule((next + 1) * MINUTE_MS - clock.now(), () => {
      const [first, last] = [next, minuteOf(clock.now()) - 1];
      next = last + 1;
      if (last >= first) work(first, last);
      arm();
    });
  };
  arm();
  return () => cancel();
};
