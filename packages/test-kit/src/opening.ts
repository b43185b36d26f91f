import { stores } from "@sourdough/events-schema/stores";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** What happens once a day by itself: stores close, and the nightly audit runs (services/audit/infra.ts). */
const daily = [
  ...stores.map(({ timeZone, closingTime }) => ({ timeZone, at: closingTime })),
  { timeZone: "Europe/Berlin", at: "03:30" },
];
/** Longer than the clock is moved in tests that are not about a whole day. */
const undisturbedMinutes = 4 * 60;

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/** Minutes until it happens next, by its own clock. */
const minutesUntil = (now: number, { timeZone, at }: (typeof daily)[number]): number => {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(now);
  return (minutesOf(at) - minutesOf(time) + dayMinutes) % dayMinutes;
};

/**
 * When a bakery for tests opens: now, or past what happens once a day when it would happen in the middle of a test, so
 * that no test depends on the time of day. Milliseconds since the epoch, as `now`.
 */
export const openingAt = (now: number): number => {
  const soon = daily
    .map((event) => minutesUntil(now, event))
    .filter((minutes) => minutes < undisturbedMinutes);
  return soon.length === 0 ? now : openingAt(now + (Math.min(...soon) + 1) * minuteMs);
};
