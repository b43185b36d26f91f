import { compareKeys } from "../names.ts";

/** Which entries of a sorted list a page is made of. */
export interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  /** Begins behind this key, or behind all that this common prefix stands for. */
  readonly after: string;
  readonly most: number;
}

export interface KeyPage {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last key or common prefix of the page. */
  readonly last: string | undefined;
}

/** Position of the first of the sorted keys that is not before `key`. */
export const lowerBound = (keys: readonly string[], key: string): number => {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** What all keys below a prefix have in common up to the delimiter; undefined without one. */
export const commonPrefix = (key: string, { prefix, delimiter }: Pick<Wanted, "prefix" | "delimiter">) => {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
};

/** A page of keys, and of what they are grouped to by the delimiter; `counts` says which of them are there at all. */
export const pageOfKeys = (
  keys: readonly string[],
  wanted: Wanted,
  counts: (key: string) => boolean = () => true,
): KeyPage => {
  const { prefix, after, most } = wanted;
  const found: string[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  for (let at = lowerBound(keys, compareKeys(after, prefix) > 0 ? after : prefix); at < keys.length; at++) {
    const key = keys[at]!;
    if (!key.startsWith(prefix)) break;
    if (!counts(key) || (after !== "" && compareKeys(key, after) <= 0)) continue;
    const group = commonPrefix(key, wanted);
    if (group !== undefined && (group === after || group === prefixes.at(-1))) continue;
    if (found.length + prefixes.length >= most) return { keys: found, prefixes, isTruncated: most > 0, last };
    last = group ?? key;
    (group === undefined ? found : prefixes).push(last);
  }
  return { keys: found, prefixes, isTruncated: false, last };
};
