const clockOf = (timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });

const hoursOf = (time: string) => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour + minute / 60;
};

/** What a store's own clock says, in hours from 0 to 24. */
export const storeHours = (at: number, timeZone: string) => hoursOf(clockOf(timeZone).format(new Date(at)));

const hour = 3_600_000;

/** When it is `closingTime` by a store's own clock next; milliseconds since the epoch, right to the minute. */
export const nextClosing = (closingTime: string, timeZone: string, now: number): number => {
  const left = (at: number) => (hoursOf(closingTime) - storeHours(at, timeZone) + 24) % 24;
  const minute = now - (now % 60_000);
  const guess = minute + (left(minute) || 24) * hour;
  // The night in which the clock changes is an hour shorter or longer.
  const off = left(guess);
  return guess + (off > 12 ? off - 24 : off) * hour;
};

/** `2026-11-29` as a day in words, whatever the reader's clock says. */
export const dayInWords = (day: string) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
  }).format(new Date(`${day}T12:00:00Z`));
