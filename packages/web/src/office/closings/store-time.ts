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
