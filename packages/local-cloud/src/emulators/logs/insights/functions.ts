import type { Row } from "./row.ts";
import { compare, fromBoolean, timeText, toNumber, type Value } from "./values.ts";

interface Function {
  readonly least: number;
  readonly most?: number;
  readonly of: (...values: Value[]) => Value;
}

const texts =
  (of: (...texts: string[]) => Value) =>
  (...values: Value[]): Value =>
    values.includes(undefined) ? undefined : of(...values.map(String));

const numbers =
  (of: (...numbers: number[]) => number) =>
  (...values: Value[]): Value => {
    const given = values.map(toNumber);
    if (given.includes(undefined)) return undefined;
    const result = of(...(given as number[]));
    return Number.isFinite(result) ? result : undefined;
  };

const inMillis = (value: Value): number | undefined =>
  typeof value === "string" ? Date.parse(`${value.replace(" ", "T")}Z`) || undefined : value;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const functions: Readonly<Record<string, Function>> = {
  abs: { least: 1, of: numbers(Math.abs) },
  ceil: { least: 1, of: numbers(Math.ceil) },
  floor: { least: 1, of: numbers(Math.floor) },
  greatest: { least: 1, most: 50, of: numbers(Math.max) },
  least: { least: 1, most: 50, of: numbers(Math.min) },
  log: { least: 1, of: numbers(Math.log) },
  sqrt: { least: 1, of: numbers(Math.sqrt) },
  ispresent: { least: 1, of: (value) => fromBoolean(value !== undefined) },
  coalesce: { least: 1, most: 50, of: (...values) => values.find((value) => value !== undefined) },
  isempty: { least: 1, of: (value) => fromBoolean(value === undefined || value === "") },
  isblank: { least: 1, of: (value) => fromBoolean(String(value ?? "").trim() === "") },
  concat: { least: 1, most: 50, of: texts((...parts) => parts.join("")) },
  strlen: { least: 1, of: texts((text) => text.length) },
  tolower: { least: 1, of: texts((text) => text.toLowerCase()) },
  toupper: { least: 1, of: texts((text) => text.toUpperCase()) },
  trim: { least: 1, of: texts((text) => text.trim()) },
  substr: {
    least: 2,
    most: 3,
    of: texts((text, begin, length) =>
      text.slice(Number(begin), length === undefined ? undefined : Number(begin) + Number(length)),
    ),
  },
  replace: { least: 3, of: texts((text, what, by) => text.replaceAll(what!, () => by!)) },
  strcontains: { least: 2, of: texts((text, part) => fromBoolean(text.includes(part!))) },
  frommillis: {
    least: 1,
    of: (value) => (toNumber(value) === undefined ? undefined : timeText(toNumber(value)!)),
  },
  tomillis: { least: 1, of: inMillis },
};

const units: readonly (readonly [names: RegExp, ms: number])[] = [
  [/^(ms|msecs?|milliseconds?)$/, 1],
  [/^(s|secs?|seconds?)$/, 1000],
  [/^(m|mins?|minutes?)$/, 60_000],
  [/^(h|hrs?|hours?)$/, 3_600_000],
  [/^(d|days?)$/, 86_400_000],
  [/^(w|weeks?)$/, 7 * 86_400_000],
];

/** Milliseconds of `5m`; undefined for a unit that there is not. */
export const periodOf = (count: number, unit: string): number | undefined => {
  const ms = units.find(([names]) => names.test(unit))?.[1];
  return ms === undefined ? undefined : count * ms;
};

export const binOf = (row: Row, ms: number): Value => {
  const at = row.event?.at;
  return at === undefined ? undefined : timeText(Math.floor(at / ms) * ms);
};

/** What a group's lines have of the thing that is aggregated; lines without it are left out. */
interface Aggregated {
  readonly lines: number;
  readonly values: readonly (string | number)[];
  readonly numbers: readonly number[];
  readonly rows: readonly (readonly [row: Row, value: Value])[];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = ({ numbers: values }: Aggregated) =>
  values.length > 0 ? sum(values) / values.length : undefined;
const first = <Item>(items: readonly Item[], order: (one: Item, other: Item) => number): Item | undefined =>
  items.length === 0 ? undefined : items.reduce((best, item) => (order(item, best) < 0 ? item : best));
const at = ([row]: readonly [Row, Value]) => [row.event?.at ?? 0, row.event?.id ?? 0] as const;
const earlier = (one: readonly [Row, Value], other: readonly [Row, Value]) =>
  at(one)[0] - at(other)[0] || at(one)[1] - at(other)[1];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
export const aggregates: Readonly<Record<string, (group: Aggregated, percentile?: number) => Value>> = {
  count: ({ lines }) => lines,
  count_distinct: ({ values }) => new Set(values.map(String)).size,
  sum: (group) => sum(group.numbers),
  avg: mean,
  stddev: (group) => {
    const middle = mean(group);
    if (middle === undefined) return undefined;
    return Math.sqrt(sum(group.numbers.map((value) => (value - middle) ** 2)) / group.numbers.length);
  },
  min: ({ values }) => first(values, compare),
  max: ({ values }) => first(values, (one, other) => compare(other, one)),
  pct: ({ numbers: values }, percentile = 50) =>
    [...values].sort((one, other) => one - other)[
      Math.max(0, Math.ceil((percentile / 100) * values.length) - 1)
    ],
  earliest: ({ rows }) => first(rows, earlier)?.[1],
  latest: ({ rows }) => first(rows, (one, other) => earlier(other, one))?.[1],
};

/** Applies an aggregate to what `of` is for each line; without it, to the lines. */
export const aggregate = (
  name: string,
  group: readonly Row[],
  of: ((row: Row) => Value) | undefined,
  percentile?: number,
): Value => {
  const rows = of
    ? group.flatMap((row) => {
        const value = of(row);
        return value === undefined ? [] : [[row, value] as const];
      })
    : [];
  const values = rows.map(([, value]) => value);
  return aggregates[name]!(
    {
      lines: of ? rows.length : group.length,
      values,
      numbers: values.flatMap((value) => toNumber(value) ?? []),
      rows,
    },
    percentile,
  );
};
