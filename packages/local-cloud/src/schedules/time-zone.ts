const DAY_MS = 24 * 60 * 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
};

/** Whether the text names a zone of the IANA database; offsets such as `+02:00` are no names. */
export const isTimeZone = (zone: string): boolean => {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
};

/** What clocks on the wall show at an instant, as the milliseconds at which they would show it in UTC. */
export const wallClockAt = (instant: number, zone: string): number => {
  if (zone === "UTC") return instant;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
  const milliseconds = ((instant % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds;
};

/**
 * The instant at which clocks on the wall first show a time; undefined when they jump over it, as in the spring. In the
 * autumn they show an hour twice.
 */
export const firstInstantOf = (wall: number, zone: string): number | undefined => {
  // No zone changes its offset twice within two days.
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => wallClockAt(near, zone) - near);
  const instants = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
  return instants.find((instant) => wallClockAt(instant, zone) === wall);
};

/** The instant at which clocks show a time, or would if they did not jump over it: as far into the gap as it is. */
export const instantOf = (wall: number, zone: string): number => {
  const before = wall - DAY_MS;
  return firstInstantOf(wall, zone) ?? wall - (wallClockAt(before, zone) - before);
};
