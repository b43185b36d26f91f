import { CronError, compileCron } from "./cron.ts";
import { firstInstantOf, instantOf, wallClockAt } from "./time-zone.ts";

/** When a schedule is due. Times are milliseconds since the epoch. */
export interface Timetable {
  readonly kind: "at" | "rate" | "cron";
  /** The first time at or after `from`; undefined when it is never due again. */
  next(from: number): number | undefined;
}

export interface TimetableOptions {
  /** Rules know neither `at` nor time zones, and are strict about `1 minute` and `2 minutes`. */
  readonly dialect: "rule" | "scheduler";
  /** Name of the IANA database; `UTC` by default. */
  readonly timeZone?: string;
  /** What a rate counts from. */
  readonly begins: number;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The last instant a `Date` holds. */
const END_OF_TIME = 8.64e15;

/** What an expression means; undefined of what is no expression of the dialect. */
export const readTimetable = (expression: string, options: TimetableOptions): Timetable | undefined => {
  const [, kind, inner = ""] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === "rate") return rate(inner, options);
  if (kind === "cron") return cron(inner, options);
  return kind === "at" && options.dialect === "scheduler" ? at(inner, options) : undefined;
};

const at = (text: string, { timeZone = "UTC" }: TimetableOptions): Timetable | undefined => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const wall = Date.parse(`${text}Z`);
  // 30 February would be another day.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== text) return undefined;
  const due = instantOf(wall, timeZone);
  return { kind: "at", next: (from) => (due >= from ? due : undefined) };
};

/** A day is 24 hours, whatever clocks on the wall do. */
const rate = (text: string, { dialect, begins }: TimetableOptions): Timetable | undefined => {
  const [, digits = "", unit = "", plural] = /^(\d{1,9}) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const value = Number(digits);
  if (value < 1 || (dialect === "rule" && (value === 1) !== (plural === ""))) return undefined;
  const period = value * units[unit]!;
  return {
    kind: "rate",
    next(from) {
      const due = from <= begins ? begins : begins + Math.ceil((from - begins) / period) * period;
      return due <= END_OF_TIME ? due : undefined;
    },
  };
};

/**
 * A time that clocks jump over in the spring is skipped, and one that they show twice in the autumn counts once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
const cron = (text: string, { timeZone = "UTC" }: TimetableOptions): Timetable | undefined => {
  let nextOnWall: ReturnType<typeof compileCron>;
  try {
    nextOnWall = compileCron(text);
  } catch (error) {
    if (error instanceof CronError) return undefined;
    throw error;
  }
  return {
    kind: "cron",
    next(from) {
      let wall: number | undefined = wallClockAt(from, timeZone) - 1;
      for (;;) {
        wall = nextOnWall(wall);
        if (wall === undefined) return undefined;
        const due = firstInstantOf(wall, timeZone);
        if (due !== undefined && due >= from) return due;
      }
    },
  };
};
