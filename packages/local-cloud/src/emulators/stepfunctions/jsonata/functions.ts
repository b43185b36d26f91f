import { createHash, randomUUID } from "node:crypto";
import type jsonata from "jsonata";
import type { Clock } from "../../../core/clock.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { javaRandom } from "../java-random.ts";
import { synchronousJsonata } from "./synchronous.ts";

// D3141 is the code under which JSONata leaves a message as it is.
const refuse = (name: string, problem: string): never => {
  throw Object.assign(new Error(`$${name}: ${problem}`), { code: "D3141" });
};

const integer = (name: string, value: unknown): number => {
  if (typeof value !== "number" || !Number.isFinite(value)) return refuse(name, "expects a number");
  return Math.floor(value);
};

const partition = (array: unknown, size: unknown) => {
  if (array === undefined) return undefined;
  if (!Array.isArray(array)) return refuse("partition", "expects an array");
  const length = integer("partition", size);
  if (length < 1) return refuse("partition", "expects a positive chunk size");
  const chunks: unknown[][] = [];
  for (let start = 0; start < array.length; start += length) chunks.push(array.slice(start, start + length));
  return chunks;
};

/** JSONata makes of a list so marked its one item, or nothing where it has none. $partition was seen not to be one. */
const sequence = <Item>(items: Item[]): Item[] =>
  Object.defineProperty(items, "sequence", { enumerable: false, value: true });

const range = (first: unknown, last: unknown, step: unknown) => {
  const [from, to, by] = [integer("range", first), integer("range", last), integer("range", step)];
  if (by === 0) return refuse("range", "expects a step other than 0");
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > 1000) return refuse("range", "gives at most 1000 items");
  return sequence(Array.from({ length }, (_, index) => from + index * by));
};

const algorithms = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

const hash = (data: unknown, algorithm: unknown) => {
  if (data === undefined) return undefined;
  const digest = algorithms.get(String(algorithm));
  if (!digest) return refuse("hash", `knows the algorithms ${[...algorithms.keys()].join(", ")}`);
  return createHash(digest)
    .update(typeof data === "string" ? data : JSON.stringify(data))
    .digest("hex");
};

const random = (seed: unknown) => (seed === undefined ? Math.random() : javaRandom(integer("random", seed)));

const parse = (text: unknown) => {
  if (text === undefined) return undefined;
  if (typeof text !== "string") return refuse("parse", "expects a string");
  try {
    return parseJson(text);
  } catch {
    return refuse("parse", "the string is not JSON");
  }
};

const fromMillis = synchronousJsonata("$fromMillis($ms, $picture, $timezone)");

/**
 * The emulators' clock as one evaluation sees it: all of it at the same time, however long it takes.
 * https://docs.jsonata.org/date-time-functions
 */
const timeOfEvaluation = (clock: Pick<Clock, "now">) => {
  const times = new WeakMap<Date, number>();
  return ({ environment: { timestamp } }: jsonata.Focus): number => {
    const known = times.get(timestamp);
    if (known !== undefined) return known;
    const now = clock.now();
    times.set(timestamp, now);
    return now;
  };
};

/**
 * What Step Functions adds to JSONata, and `$now`, `$millis` on the emulators' clock.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const stepFunctionsLibrary = (clock: Pick<Clock, "now">) => {
  const timeOf = timeOfEvaluation(clock);
  return {
    partition,
    range,
    hash,
    random,
    uuid: () => randomUUID(),
    parse,
    now(this: jsonata.Focus, picture?: string, timezone?: string) {
      return fromMillis.evaluate(undefined, { ms: timeOf(this), picture, timezone });
    },
    millis(this: jsonata.Focus) {
      return timeOf(this);
    },
    // `$eval` is the one function of JSONata that Step Functions leaves out.
    eval: undefined,
  };
};
