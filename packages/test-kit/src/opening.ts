import { stores } from "@sourdough/events-schema/stores";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** Longer than the clock is moved in tests that are not about the end of a day. */
const undisturbedMinutes = 4 * 60;

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/** Minutes until a store closes next, by its own clock. */
const untilClosing = (at: number, { timeZone, closingTime }: (typeof stores)[number]): number => {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(at);
  return (minutesOf(closingTime) - minutesOf(time) + dayMinutes) % dayMinutes;
};

/**
 * When a bakery for tests opens: now, or past the closing times when a store would close in the middle of a test, so
 * that no test depends on the time of day. Milliseconds since the epoch, as `now`.
 */
export const openingAt = (now: number): number => {
  const soon = stores
    .map((store) => untilClosing(now, store))
    .filter((minutes) => minutes < undisturbedMinutes);
  return soon.length === 0 ? now : openingAt(now + (Math.min(...soon) + 1) * minuteMs);
};
