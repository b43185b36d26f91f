import { filterOf } from "./jayway-filter.ts";
import { JsonPathError } from "./json-path-error.ts";

/** A compiled JSONPath. */
export interface JaywayPath {
  /** Whether it means one place, and not any number of them. */
  readonly definite: boolean;
  /** Names and indexes of a definite path, in order. */
  readonly steps: readonly (string | number)[];
  /** What is there: at most one value where the path is definite. */
  select(root: unknown): unknown[];
}

type Step = (values: unknown[], root: unknown) => unknown[];

const TOKEN =
  /^(?:(\.\.)|\.?\[\s*(?:((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)|(\*)|(-?\d*:-?\d*)|(-?\d+(?:\s*,\s*-?\d+)*))\s*\]|\.(\*)|\.(length|min|max|avg|sum|keys)\(\)|\.?([^.[\]()*?,:]+))/;

const quotedNames = (list: string): string[] =>
  [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(([, single, double]) =>
    (single ?? double ?? "").replace(/\\(.)/g, "$1"),
  );

/**
 * Compiles a JSONPath as Jayway's library reads it, which API Gateway and Step Functions use: names, indexes, slices,
 * unions, wildcards, deep scans, filters and the functions of arrays. Throws JsonPathError.
 * https://github.com/json-path/JsonPath
 */
export const compileJayway = (path: string): JaywayPath => {
  const steps: Step[] = [];
  const places: (string | number)[] = [];
  let definite = true;
  let rest = path.trim().replace(/^[$@]/, "");
  while (rest !== "") {
    const filter = /^\.?\[\s*\?\s*\(/.exec(rest);
    if (filter) {
      const { test, length } = filterOf(rest.slice(filter[0].length), path, compileJayway);
      rest = rest.slice(filter[0].length + length);
      steps.push((values, root) => values.flatMap(items).filter((value) => test(value, root)));
      definite = false;
      continue;
    }
    const token = TOKEN.exec(rest);
    if (!token) throw new JsonPathError(`The JSONPath ${path} is not supported from "${rest}" on.`);
    const [text, deep, quoted, star, slice, indexes, dotStar, operation, name] = token;
    rest = rest.slice(text.length);
    if (deep) {
      steps.push((values) => values.flatMap(descendants));
      if (/^[^.[]/.test(rest)) rest = `.${rest}`;
      if (rest === "") throw new JsonPathError(`The JSONPath ${path} may not end with "..".`);
      definite = false;
    } else if (star || dotStar) {
      steps.push((values) => values.flatMap(children));
      definite = false;
    } else if (slice !== undefined) {
      const [from, to] = slice.split(":").map((part) => (part === "" ? undefined : Number(part)));
      steps.push((values) => values.flatMap((value) => (Array.isArray(value) ? value.slice(from, to) : [])));
      definite = false;
    } else if (operation !== undefined) {
      steps.push((values) => values.flatMap((value) => resultOf(operation, value)));
      places.push(`${operation}()`);
    } else if (indexes !== undefined) {
      const wanted = indexes.split(",").map(Number);
      steps.push((values) => values.flatMap((value) => wanted.flatMap((index) => item(value, index))));
      definite &&= wanted.length === 1;
      places.push(...wanted);
    } else {
      const names = quoted === undefined ? [name!.trimEnd()] : quotedNames(quoted);
      steps.push((values) => values.flatMap((value) => names.flatMap((key) => member(value, key))));
      definite &&= names.length === 1;
      places.push(...names);
    }
  }
  return {
    definite,
    steps: definite ? places : [],
    select: (root) => steps.reduce((values, step) => step(values, root), [root]),
  };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

// One-element arrays keep a JSON array that is itself the value from being flattened.
const member = (value: unknown, key: string): [unknown] | [] =>
  isObject(value) && Object.hasOwn(value, key) ? [value[key]] : [];

const item = (value: unknown, index: number): [unknown] | [] => {
  if (!Array.isArray(value)) return [];
  const position = index < 0 ? value.length + index : index;
  return position in value ? [value[position]] : [];
};

const children = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];

/** A filter is of the items of an array, or of an object itself. */
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : isObject(value) ? [value] : []);

const descendants = (value: unknown): unknown[] => [value, ...children(value).flatMap(descendants)];

const resultOf = (operation: string, value: unknown): [unknown] | [] => {
  if (operation === "length") {
    if (typeof value === "string" || Array.isArray(value)) return [value.length];
    return isObject(value) ? [Object.keys(value).length] : [];
  }
  if (operation === "keys") return isObject(value) ? [Object.keys(value)] : [];
  const numbers = Array.isArray(value)
    ? value.filter((each): each is number => typeof each === "number")
    : [];
  if (numbers.length === 0) return [];
  const sum = numbers.reduce((total, each) => total + each, 0);
  if (operation === "sum") return [sum];
  if (operation === "avg") return [sum / numbers.length];
  return [
    numbers.reduce((one, other) => (operation === "min" ? Math.min(one, other) : Math.max(one, other))),
  ];
};
