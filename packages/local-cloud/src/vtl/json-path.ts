import { isMap } from "./java-values.ts";
import { VtlError } from "./syntax.ts";

type Step = (values: unknown[]) => unknown[];

/** A compiled JSONPath; missing values give `undefined`, a path with wildcards a list. */
export type JsonPath = (root: unknown) => unknown;

const cache = new Map<string, JsonPath>();

/**
 * Compiles a JSONPath of the kind `$input.path` takes: names, indexes, slices, unions, wildcards, deep scans.
 * Filters (`[?(...)]`) throw, since they are not implemented.
 */
export const jsonPath = (path: string): JsonPath => {
  let compiled = cache.get(path);
  if (!compiled) {
    compiled = compile(path);
    cache.set(path, compiled);
  }
  return compiled;
};

const TOKEN =
  /^(?:(\.\.)|\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\*)|(-?\d*:-?\d*)|(-?\d+(?:\s*,\s*-?\d+)*))\s*\]|\.(\*)|\.?([^.[\]]+))/;

const compile = (path: string): JsonPath => {
  const steps: Step[] = [];
  let definite = true;
  let rest = path.trim().replace(/^\$/, "");
  while (rest !== "") {
    const token = TOKEN.exec(rest);
    if (!token) throw new VtlError(`The JSONPath ${path} is not supported from "${rest}" on.`);
    const [text, deep, single, double, star, slice, indexes, dotStar, name] = token;
    rest = rest.slice(text.length);
    if (deep) {
      steps.push((values) => values.flatMap(descendants));
      if (/^[^.[*]/.test(rest)) rest = `.${rest}`;
      if (rest.startsWith("*")) rest = `.${rest}`;
      definite = false;
    } else if (star || dotStar) {
      steps.push((values) => values.flatMap(children));
      definite = false;
    } else if (slice !== undefined) {
      const [from, to] = slice.split(":").map((part) => (part === "" ? undefined : Number(part)));
      steps.push((values) => values.flatMap((value) => (Array.isArray(value) ? value.slice(from, to) : [])));
      definite = false;
    } else if (indexes !== undefined) {
      const wanted = indexes.split(",").map(Number);
      steps.push((values) => values.flatMap((value) => wanted.flatMap((index) => item(value, index))));
      definite &&= wanted.length === 1;
    } else {
      const key = single ?? double ?? name ?? "";
      const plain = single === undefined && double === undefined ? key : key.replace(/\\(.)/g, "$1");
      steps.push((values) => values.flatMap((value) => member(value, plain)));
    }
  }
  return (root) => {
    let values = [root];
    for (const step of steps) values = step(values);
    return definite ? values[0] : values;
  };
};

// One-element arrays keep a JSON array that is itself the value from being flattened.
const member = (value: unknown, key: string): [unknown] | [] =>
  isMap(value) && Object.hasOwn(value, key) ? [value[key]] : [];

const item = (value: unknown, index: number): [unknown] | [] => {
  if (!Array.isArray(value)) return [];
  const position = index < 0 ? value.length + index : index;
  return position in value ? [value[position]] : [];
};

const children = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : isMap(value) ? Object.values(value) : [];

const descendants = (value: unknown): unknown[] => [value, ...children(value).flatMap(descendants)];
