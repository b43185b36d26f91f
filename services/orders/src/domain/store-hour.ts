import { stores } from "@sourdough/events-schema/stores";

/** An hour as the clock on a store's wall shows it. */
export interface StoreHour {
  /** `YYYY-MM-DD` */
  day: string;
  hour: number;
  /** ISO 8601, UTC: tells the two hours apart that a clock shows when it goes back. */
  startsAt: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const clockOf = (timeZone: string) => {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  clocks.set(timeZone, clock);
  return clock;
};

/** Of a store that is closed for good and forgotten, the hour in UTC. */
const timeZoneOf = (storeId: string) => stores.find((store) => store.storeId === storeId)?.timeZone ?? "UTC";

/** The hour of a store in which something happened at `at`, ISO 8601. */
export const storeHourOf = (storeId: string, at: string): StoreHour => {
  const time = new Date(at);
  const parts = Object.fromEntries(
    clockOf(timeZoneOf(storeId))
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const pastTheHour = (Number(parts.minute) * 60 + Number(parts.second)) * 1000 + time.getUTCMilliseconds();
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    startsAt: new Date(time.getTime() - pastTheHour).toISOString(),
  };
};
