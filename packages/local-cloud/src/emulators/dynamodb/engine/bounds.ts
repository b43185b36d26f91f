import type { KeyQuery } from "./expressions/key-condition.ts";
import { joinedBytes, keyBytes, openBytes } from "./keys.ts";
import type { AttributeValue } from "./values.ts";

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

/** The first bytes that sort behind these and all that may follow them. */
type Behind = (bytes: Buffer) => Buffer;

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

/** What a query asks of the sort key leaves of a partition; all of it when it asks nothing. */
export const boundsOf = ({ equal, last, isAlone }: KeyQuery["range"]): Bounds => {
  const before = joinedBytes(equal, isAlone);
  const all = between(before, behindPrefix(before));
  if (!last) return all;
  const whole = (value: AttributeValue) => Buffer.concat([before, joinedBytes([value], isAlone)]);
  // Nothing follows a value that is alone but what another one goes on with.
  const behind: Behind = isAlone ? next : behindPrefix;
  const [first, second] = last.values as [AttributeValue, AttributeValue?];
  switch (last.operator) {
    case "=":
      return between(whole(first), behind(whole(first)));
    case "<":
      return { ...all, to: at(whole(first)) };
    case "<=":
      return { ...all, to: at(behind(whole(first))) };
    case ">":
      return { ...all, from: at(behind(whole(first))) };
    case ">=":
      return { ...all, from: at(whole(first)) };
    case "between":
      return between(whole(first), behind(whole(second!)));
    case "begins_with": {
      const bytes = keyBytes(first);
      const prefix = Buffer.concat([before, isAlone ? bytes : openBytes(bytes)]);
      return between(prefix, behindPrefix(prefix));
    }
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
