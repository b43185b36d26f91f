import { Cron } from "croner";

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** What may stand for a value beside numbers, names, ranges and steps. */
  readonly special?: RegExp;
  readonly steps?: false;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
const fields: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31, special: /^(L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { min: 1, max: 12, names: months },
  { min: 1, max: 7, names: days, special: /^([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5])$/, steps: false },
  { min: 1970, max: 2199 },
];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

/** Thrown for what is no cron expression of AWS. */
export class CronError extends Error {
  override readonly name = "CronError";
}

const valueIn = ({ min, max, names = [] }: Field, text: string): number => {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + min : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new CronError(`${text} is not from ${min} to ${max}`);
};

/** `22-2` goes over the end of the day. */
const rangeIn = ({ min, max }: Field, from: number, to: number): string =>
  from <= to ? `${from}-${to}` : [`${from}-${max}`, `${min}-${to}`].join();

const elementOf = (field: Field, element: string, index: number): string => {
  if (index === DAY_OF_WEEK && element === "L") return String(field.max);
  if (field.special?.test(element)) return element;
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,4}))?$/.exec(element);
  const [, all, first = "", last, step] = match ?? [];
  if (!match || (step !== undefined && field.steps === false)) throw new CronError(`${element} is no value`);
  if (all) return step === undefined ? "*" : `*/${stepIn(field, step)}`;
  const from = valueIn(field, first);
  if (step === undefined && last === undefined) return String(from);
  const to = last === undefined ? field.max : valueIn(field, last);
  if (step === undefined) return rangeIn(field, from, to);
  if (from > to) throw new CronError(`${element} has a step in a range over the end`);
  return `${from}-${to}/${stepIn(field, step)}`;
};

const stepIn = ({ min, max }: Field, step: string): number => {
  const value = Number(step);
  if (value >= 1 && value <= Math.max(max - min, 1)) return value;
  throw new CronError(`${step} is no step from ${min} to ${max}`);
};

const translate = (text: string, index: number): string => {
  const field = fields[index]!;
  if (text === "?" && (index === DAY_OF_MONTH || index === DAY_OF_WEEK)) return "*";
  const elements = text.split(",");
  // "3#1,6#3" is not valid because it defines two expressions.
  if (elements.length > 1 && elements.some((element) => /[#LW]/.test(element) && !isName(element)))
    throw new CronError(`${text} has L, W or # in a list`);
  return elements.map((element) => elementOf(field, element, index)).join();
};

const isName = (text: string) => months.includes(text) || days.includes(text);

/**
 * The fields of `cron(minutes hours day-of-month month day-of-week year)` for Croner, whose own notation is wider in some
 * places and narrower in others. Throws `CronError`.
 */
const patternOf = (expression: string): string => {
  const parts = expression.trim().toUpperCase().split(/\s+/);
  if (parts.length !== fields.length) throw new CronError(`it has ${parts.length} fields instead of six`);
  // Not both: whichever does not count is a question mark.
  if ((parts[DAY_OF_MONTH] === "?") === (parts[DAY_OF_WEEK] === "?"))
    throw new CronError("one of day-of-month and day-of-week must be ?, and the other must not");
  return ["0", ...parts.map(translate)].join(" ");
};

/**
 * When a cron expression of AWS is due, by a clock on the wall: gives the first time after `wall`, both as milliseconds
 * in UTC; undefined when there is none. Throws `CronError`.
 */
export const compileCron = (expression: string): ((wall: number) => number | undefined) => {
  const pattern = patternOf(expression);
  let cron: Cron;
  try {
    cron = new Cron(pattern, { paused: true, timezone: "UTC", alternativeWeekdays: true, mode: "7-part" });
  } catch (cause) {
    throw new CronError((cause as Error).message, { cause });
  }
  return (wall) => cron.nextRun(new Date(wall))?.getTime();
};
