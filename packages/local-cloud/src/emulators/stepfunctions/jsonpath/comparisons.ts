import { parseTimestamp } from "../timestamps.ts";

type Compare = (order: number) => boolean;

const orders: Readonly<Record<string, Compare>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** A value as it is compared; undefined of what is of another type. */
const comparable: Readonly<Record<string, (value: unknown) => string | number | undefined>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Timestamp: (value) => (typeof value === "string" ? parseTimestamp(value) : undefined),
};

/** Whether the variable compares so with the value; what is of different types does not. */
export type Comparison = (variable: unknown, value: unknown) => boolean;

const ordered = Object.entries(comparable).flatMap(([type, of]) =>
  Object.entries(orders).map(([name, is]): [string, Comparison] => [
    `${type}${name}`,
    (variable, value) => {
      const [one, other] = [of(variable), of(value)];
      if (one === undefined || other === undefined) return false;
      return is(one === other ? 0 : one < other ? -1 : 1);
    },
  ]),
);

/** `*` is any number of characters, `\\*` is one star. */
const matches: Comparison = (variable, pattern) => {
  if (typeof variable !== "string" || typeof pattern !== "string") return false;
  const [first = "", ...others] = partsOf(pattern);
  const last = others.pop();
  if (last === undefined) return variable === first;
  if (!variable.startsWith(first) || !variable.endsWith(last)) return false;
  let at = first.length;
  const end = variable.length - last.length;
  for (const part of others) {
    const found = variable.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
};

/** What is between the stars. */
const partsOf = (pattern: string): string[] => {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (char === "*") {
      parts.push(part);
      part = "";
    } else if (char === "\\" && (next === "*" || next === "\\")) {
      part += next;
      at += 1;
    } else part += char;
  }
  return [...parts, part];
};

const is = (test: (value: unknown) => boolean): Comparison => {
  return (variable, value) => test(variable) === value;
};

/** Those that compare a variable with a value, or by a path with another: `NumericEquals`, `NumericEqualsPath`. */
export const comparisons: Readonly<Record<string, Comparison>> = {
  ...Object.fromEntries(ordered),
  BooleanEquals: (variable, value) => typeof variable === "boolean" && variable === value,
};

/** https://states-language.net/#data-test-expression */
export const valueTests: Readonly<Record<string, Comparison>> = {
  StringMatches: matches,
  IsNull: is((value) => value === null),
  IsNumeric: is((value) => typeof value === "number"),
  IsString: is((value) => typeof value === "string"),
  IsBoolean: is((value) => typeof value === "boolean"),
  IsTimestamp: is((value) => typeof value === "string" && parseTimestamp(value) !== undefined),
};
