import { createHash, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../../../core/parse-json.ts";
import { isRecord } from "../../../core/values.ts";
import { javaString } from "../../../vtl/java-values.ts";
import { javaRandom } from "../java-random.ts";

/** A function of the Amazon States Language. */
interface IntrinsicFunction {
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  /** Throws an error with what is wrong. */
  run(...values: never[]): unknown;
}

const LONGEST_TEXT = 10_000;
const MOST_ITEMS = 1000;
const algorithms = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

const fail = (message: string): never => {
  throw new Error(message);
};
const list = (value: unknown, what = "first"): unknown[] =>
  Array.isArray(value) ? value : fail(`The ${what} argument must be an array, but was: ${show(value)}`);
const text = (value: unknown, what = "first"): string =>
  typeof value === "string" ? value : fail(`The ${what} argument must be a string, but was: ${show(value)}`);
/** Step Functions rounds what is no integer. */
const integer = (value: unknown, what: string): number =>
  typeof value === "number"
    ? Math.round(value) + 0
    : fail(`The ${what} argument must be a number, but was: ${show(value)}`);
const record = (value: unknown, what: string): Record<string, unknown> =>
  isRecord(value) ? value : fail(`The ${what} argument must be a JSON object, but was: ${show(value)}`);
const show = (value: unknown) => JSON.stringify(value);
const short = (value: string): string =>
  value.length <= LONGEST_TEXT
    ? value
    : fail(`The argument has ${value.length} characters, more than the ${LONGEST_TEXT} it may have`);

const range = (first: unknown, last: unknown, step: unknown): number[] => {
  const [from, to, by] = [integer(first, "first"), integer(last, "second"), integer(step, "third")];
  if (by === 0) fail("The third argument must not be 0");
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > MOST_ITEMS)
    fail(`The array would have ${length} items, more than the ${MOST_ITEMS} it may have`);
  return Array.from({ length }, (_, index) => from + index * by);
};

const partition = (array: unknown, size: unknown): unknown[][] => {
  const items = list(array);
  const length = integer(size, "second");
  if (length < 1) fail(`The second argument must be a positive integer, but was: ${show(size)}`);
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
    items.slice(index * length, (index + 1) * length),
  );
};

const itemAt = (array: unknown, position: unknown): unknown => {
  const items = list(array);
  const index = integer(position, "second");
  if (index < 0 || index >= items.length)
    fail(`The index ${index} is out of bounds of an array with ${items.length} items`);
  return items[index];
};

const merge = (one: unknown, other: unknown, deep: unknown): Record<string, unknown> => {
  if (deep !== false) fail("Only shallow merging is supported: the third argument must be false");
  return { ...record(one, "first"), ...record(other, "second") };
};

const random = (start: unknown, end: unknown, seed?: unknown): number => {
  const [from, to] = [integer(start, "first"), integer(end, "second")];
  if (from >= to) fail(`The first argument must be less than the second, but was ${from} of ${to}`);
  const drawn = seed === undefined ? Math.random() : javaRandom(integer(seed, "third"));
  return from + Math.floor(drawn * (to - from));
};

const add = (one: unknown, other: unknown): number => {
  const sum = integer(one, "first") + integer(other, "second");
  if (sum < -2_147_483_648 || sum > 2_147_483_647) fail(`The sum ${sum} is outside the range of integers`);
  return sum;
};

const decode = (value: unknown): string => {
  const encoded = short(text(value));
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.replace(/=+$/, "").length % 4 === 1)
    fail(`The argument is not Base64: ${show(value)}`);
  return Buffer.from(encoded, "base64").toString("utf8");
};

const hash = (data: unknown, algorithm: unknown): string => {
  const name = text(algorithm, "second");
  if (!algorithms.includes(name))
    fail(`The algorithm must be one of ${algorithms.join(", ")}, but was: ${show(algorithm)}`);
  return createHash(name.toLowerCase().replace("-", ""))
    .update(short(typeof data === "string" ? data : JSON.stringify(data)))
    .digest("hex");
};

/** At each of the characters of `delimiters`; nothing is left between two of them. */
const split = (value: unknown, delimiters: unknown): string[] => {
  const at = new Set(text(delimiters, "second"));
  const parts = [""];
  for (const char of text(value)) {
    if (at.has(char)) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts.filter((part) => part !== "");
};

/** `{}` are the arguments in their order; `\{`, `\}`, `\'` and `\\` are themselves. */
const format = (template: unknown, ...values: unknown[]): string => {
  let used = 0;
  const formatted = text(template).replace(/\\([\\'{}])|\{\}/g, (_, escaped: string | undefined) =>
    escaped === undefined ? textOf(values[used++]) : escaped,
  );
  if (used !== values.length)
    fail(`The template has ${used} placeholders, and there are ${values.length} arguments for them`);
  return formatted;
};

const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? javaString(value) : String(value);

const parse = (value: unknown): unknown => {
  const given = text(value);
  if (given.trim() === "") return null;
  try {
    return parseJson(given);
  } catch (error) {
    return fail(`The argument is not JSON: ${(error as Error).message}`);
  }
};

const unique = (value: unknown): unknown[] => {
  const kept = new Map<string, unknown>();
  for (const each of list(value)) {
    const key = JSON.stringify(each);
    if (!kept.has(key)) kept.set(key, each);
  }
  return [...kept.values()];
};

const takes = (least: number, most: number, run: IntrinsicFunction["run"]): IntrinsicFunction => ({
  least,
  most,
  run,
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const intrinsicFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  Array: takes(0, Number.POSITIVE_INFINITY, (...values: unknown[]) => values),
  ArrayPartition: takes(2, 2, partition),
  ArrayContains: takes(2, 2, (array: unknown, value: unknown) =>
    list(array).some((item) => isDeepStrictEqual(item, value)),
  ),
  ArrayRange: takes(3, 3, range),
  ArrayGetItem: takes(2, 2, itemAt),
  ArrayLength: takes(1, 1, (array: unknown) => list(array).length),
  ArrayUnique: takes(1, 1, unique),
  Base64Encode: takes(1, 1, (value: unknown) => Buffer.from(short(text(value))).toString("base64")),
  Base64Decode: takes(1, 1, decode),
  Format: takes(1, Number.POSITIVE_INFINITY, format),
  Hash: takes(2, 2, hash),
  JsonMerge: takes(3, 3, merge),
  JsonToString: takes(1, 1, (value: unknown) => JSON.stringify(value)),
  MathAdd: takes(2, 2, add),
  MathRandom: takes(2, 3, random),
  StringSplit: takes(2, 2, split),
  StringToJson: takes(1, 1, parse),
  UUID: takes(0, 0, () => randomUUID()),
};
