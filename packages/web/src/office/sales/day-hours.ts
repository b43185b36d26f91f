/** An hour on the wall of a store: `turn` is 1 for the second of two when the clock goes back. */
export interface DayHour {
  hour: number;
  turn: 0 | 1;
  /** Milliseconds since the epoch. */
  startsAt: number;
}

const quarter = 15 * 60_000;

const wallClock = (timeZone: string) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at: number) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute } = parts;
    return { day: `${year}-${month}-${day}`, hour: Number(hour), minute: Number(minute) };
  };
};

/** The day it is at a store, `YYYY-MM-DD` by its own clock. */
export const dayAt = (at: number, timeZone: string) => wallClock(timeZone)(at).day;

/** The same weekday of another week, or just other days: `addDays("2026-11-29", -7)` is `2026-11-22`. */
export const addDays = (day: string, days: number) => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

/** The hours of a store's day in order: 24, or 23 or 25 when the clock changes that night. */
export const hoursOfDay = (day: string, timeZone: string): DayHour[] => {
  const clock = wallClock(timeZone);
  const noon = Date.parse(`${day}T12:00:00Z`);
  const hours: DayHour[] = [];
  // No clock is further from UTC than 14 hours, and all of them are whole quarters of an hour off.
  for (let at = noon - 26 * 4 * quarter; at <= noon + 26 * 4 * quarter; at += quarter) {
    const wall = clock(at);
    if (wall.day !== day || wall.minute !== 0) continue;
    hours.push({ hour: wall.hour, turn: hours.at(-1)?.hour === wall.hour ? 1 : 0, startsAt: at });
  }
  return hours;
};
