import { literalParts } from "./wildcard.ts";

/**
 * AWS does not publish where it stops: 10 is the bound event-ruler's own example sets for the patterns of one rule,
 * and everything recorded on AWS agrees with it.
 */
const LIMIT = 10;

/** A prefix of a wildcard pattern: each character ends one, and each `*`. */
interface Prefix {
  /** The `*` at its end takes any further letter. */
  readonly open: boolean;
  /** The letter that leads to the next prefix; none at the end and before a `*`. */
  readonly letter?: string;
  /** Prefixes a text matches that matched this one and goes on with `letter`. */
  next: readonly Prefix[];
}

/**
 * Whether some text would match more than ten prefixes of the wildcards of one field: the measure by which EventBridge
 * refuses a rule as too complex. https://github.com/aws/event-ruler#machine-complexity
 */
export const isTooComplex = (wildcards: Iterable<string>): boolean => complexityOf(wildcards, LIMIT) > LIMIT;

/** The most prefixes one text can match, or some number over `limit` as soon as that is clear. */
export const complexityOf = (wildcards: Iterable<string>, limit = Number.POSITIVE_INFINITY): number => {
  const numbers = new Map<Prefix, number>();
  const numberOf = (prefix: Prefix) => {
    const known = numbers.get(prefix) ?? numbers.size;
    numbers.set(prefix, known);
    return known;
  };
  const seen = new Set<string>();
  // Before the first letter a text has matched the empty prefixes, and a `*` at the start.
  const waiting = [[...new Set(wildcards)].flatMap(startOf)];
  let most = 0;
  for (let matched = waiting.pop(); matched; matched = waiting.pop()) {
    const open = matched.filter((prefix) => prefix.open);
    most = Math.max(most, open.length);
    // Any other letter leaves the open ones, which these do as well.
    for (const letter of new Set(matched.flatMap((prefix) => prefix.letter ?? []))) {
      const going = matched.filter((prefix) => prefix.letter === letter);
      const next = [...new Set([...open, ...going.flatMap((prefix) => prefix.next)])];
      if (next.length > limit) return next.length;
      most = Math.max(most, next.length);
      const key = next
        .map(numberOf)
        .sort((a, b) => a - b)
        .join();
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return most;
};

/** What a text matches before its first letter; the prefixes after it hang on these. */
const startOf = (wildcard: string): Prefix[] => {
  const tokens = literalParts(wildcard).flatMap((part, index) => [...(index > 0 ? [ANY] : []), ...part]);
  let following: readonly Prefix[] = [];
  for (let length = tokens.length; length >= 0; length--) {
    const token = tokens[length];
    const prefix: Prefix = {
      open: length > 0 && tokens[length - 1] === ANY,
      letter: typeof token === "string" ? token : undefined,
      next: following,
    };
    // A `*` matches nothing as well.
    following = token === ANY ? [prefix, ...following] : [prefix];
  }
  return [...following];
};

const ANY = Symbol("any");
