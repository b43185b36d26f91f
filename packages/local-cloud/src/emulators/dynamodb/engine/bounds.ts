import type { KeyTest } from "./expressions/key-condition.ts";
import { keyBytes } from "./keys.ts";

/** Where a row stands within its partition: entries of an index with the same sort key go by the key of their item. */
export interface Position {
  readonly range: Buffer;
  readonly tail: Buffer;
}

/** Positions from the first on, up to but without the second. */
export interface Bounds {
  readonly from: Position;
  readonly to: Position;
}

const NOTHING = Buffer.alloc(0);
const ZERO = Buffer.alloc(1);
/** Behind every sort key: those have 1024 bytes at most. */
const END = Buffer.alloc(1025, 0xff);

const next = (bytes: Buffer): Buffer => Buffer.concat([bytes, ZERO]);
const at = (range: Buffer): Position => ({ range, tail: NOTHING });
const between = (from: Buffer, to: Buffer): Bounds => ({ from: at(from), to: at(to) });

/** The first bytes that do not begin with these. */
const behindPrefix = (prefix: Buffer): Buffer => {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return END;
  const bytes = Buffer.from(prefix.subarray(0, length));
  bytes[length - 1]!++;
  return bytes;
};

/** What a test of the sort key leaves of a partition; all of it without one. */
export const boundsOf = (test: KeyTest | undefined): Bounds => {
  if (!test) return between(NOTHING, END);
  const [first, second] = test.values.map(keyBytes) as [Buffer, Buffer | undefined];
  switch (test.operator) {
    case "=":
      return between(first, next(first));
    case "<":
      return between(NOTHING, first);
    case "<=":
      return between(NOTHING, next(first));
    case ">":
      return between(next(first), END);
    case ">=":
      return between(first, END);
    case "between":
      return between(first, next(second!));
    case "begins_with":
      return between(first, behindPrefix(first));
  }
};

/** What is left behind a position, or before it for who reads backward; `isIndex` says whether tails count. */
export const boundsBehind = (
  bounds: Bounds,
  start: Position,
  backward: boolean,
  isIndex: boolean,
): Bounds => {
  if (backward) return { ...bounds, to: start };
  const from = isIndex ? { ...start, tail: next(start.tail) } : at(next(start.range));
  return { ...bounds, from };
};
