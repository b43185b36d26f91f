/** Of an instant, by a store's own clock: `{ words: "19:00", hours: 19 }`. */
export const storeTime = (at: string | number, timeZone: string) => {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  const words = parts.format(new Date(at));
  const [hour = 0, minute = 0] = words.split(":").map(Number);
  return { words, hours: hour + minute / 60 };
};

/** `2026-11-29` as a day in words, whatever the reader's clock says. */
export const dayInWords = (day: string) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
  }).format(new Date(`${day}T12:00:00Z`));

const minute = 60_000;

/** When a store's clock says `closingTime` (`HH:MM`) next, in ISO 8601; clocks are set forward and back meanwhile. */
export const nextClosing = (closingTime: string, timeZone: string, now: number): string => {
  const [hours = 0, minutes = 0] = closingTime.split(":").map(Number);
  /** Minutes until the clock says so, if nobody sets it meanwhile. */
  const left = (at: number) => {
    const [hour = 0, past = 0] = storeTime(at, timeZone).words.split(":").map(Number);
    return ((hours - hour) * 60 + minutes - past + 24 * 60) % (24 * 60);
  };
  const first = now + left(now) * minute;
  // An hour too early or too late where it was set on the way.
  const off = left(first);
  const at = first + (off > 12 * 60 ? off - 24 * 60 : off) * minute;
  return new Date(Math.floor(at / minute) * minute).toISOString();
};
