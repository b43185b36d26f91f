import { isRecord } from "../../core/values.ts";

/** What an expression is evaluated with. */
export interface RuleInput {
  readonly payload: unknown;
  readonly topic: string;
}
/** Undefined is a value of its own: of a field that is not there, and of what cannot be computed. */
export type Expression = (input: RuleInput) => unknown;

/** Gives tokens one after the other. */
export interface Tokens {
  peek(): string | undefined;
  next(): string | undefined;
  /** Takes the next one if it is this word or sign. */
  take(word: string): boolean;
}

const TOKEN =
  /\s*(?:('[^']*')|(-?\d+(?:\.\d+)?(?![\w.]))|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(<>|!=|<=|>=|[=<>(),*;]))/y;

/** Undefined where there is something that no token is. */
export const tokensOf = (text: string): Tokens | undefined => {
  const tokens: string[] = [];
  for (let at = 0; text.slice(at).trim() !== ""; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    tokens.push(found[0].trim());
  }
  return {
    peek: () => tokens[0],
    next: () => tokens.shift(),
    take(word) {
      if (tokens[0]?.toUpperCase() !== word) return false;
      tokens.shift();
      return true;
    },
  };
};

const reserved = new Set(["SELECT", "FROM", "WHERE", "AS", "AND", "OR", "NOT", "VALUE", "CASE", "IN", "SET"]);
/** A field, or a field in a field. */
export const isPath = (token: string | undefined): token is string =>
  token !== undefined && /^[A-Za-z_]/.test(token) && !reserved.has(token.toUpperCase());

const fieldOf = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html#iot-function-topic */
const topicOf = (tokens: Tokens): Expression | undefined => {
  const place = tokens.peek() === ")" ? undefined : tokens.next();
  if (!tokens.take(")") || (place !== undefined && !/^[1-9]\d*$/.test(place))) return undefined;
  return ({ topic }) => (place === undefined ? topic : topic.split("/")[Number(place) - 1]);
};

/** A field, `topic()`, `topic(<n>)`, a text, a number, true or false; undefined for anything else. */
export const readOperand = (tokens: Tokens): Expression | undefined => {
  const token = tokens.next();
  if (token === undefined) return undefined;
  if (token.startsWith("'")) return () => token.slice(1, -1);
  if (/^-?\d/.test(token)) return () => Number(token);
  if (/^(true|false)$/i.test(token)) return () => token.toLowerCase() === "true";
  if (!isPath(token)) return undefined;
  if (tokens.take("(")) return token.toLowerCase() === "topic" ? topicOf(tokens) : undefined;
  const names = token.split(".");
  return ({ payload }) => names.reduce(fieldOf, payload);
};

const numberOf = (value: unknown): number | undefined => {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "" || Number.isNaN(Number(value))) return undefined;
  return Number(value);
};
const equal = (left: unknown, right: unknown): boolean | undefined => {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === typeof right) return left === right;
  const [a, b] = [numberOf(left), numberOf(right)];
  return a !== undefined && a === b;
};
const ordered =
  (holds: (left: number, right: number) => boolean) =>
  (left: unknown, right: unknown): boolean | undefined => {
    const [a, b] = [numberOf(left), numberOf(right)];
    return a === undefined || b === undefined ? undefined : holds(a, b);
  };
const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);
const truthOf = (value: unknown): boolean | undefined => {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string" || !/^(true|false)$/i.test(value)) return undefined;
  return value.toLowerCase() === "true";
};

/** https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html */
const comparisons: Readonly<Record<string, (left: unknown, right: unknown) => boolean | undefined>> = {
  "=": equal,
  "<>": (left, right) => not(equal(left, right)),
  "!=": (left, right) => not(equal(left, right)),
  "<": ordered((left, right) => left < right),
  "<=": ordered((left, right) => left <= right),
  ">": ordered((left, right) => left > right),
  ">=": ordered((left, right) => left >= right),
};

const readComparison = (tokens: Tokens): Expression | undefined => {
  if (tokens.take("(")) {
    const inner = readCondition(tokens);
    return tokens.take(")") ? inner : undefined;
  }
  const left = readOperand(tokens);
  const compare = Object.hasOwn(comparisons, tokens.peek() ?? "") ? comparisons[tokens.next()!] : undefined;
  if (!left || !compare) return left;
  const right = readOperand(tokens);
  return right && ((input) => compare(left(input), right(input)));
};

const readJoined = (
  tokens: Tokens,
  word: "AND" | "OR",
  readPart: (tokens: Tokens) => Expression | undefined,
): Expression | undefined => {
  const parts = [readPart(tokens)];
  while (tokens.take(word)) parts.push(readPart(tokens));
  const all = parts.filter((part) => part !== undefined);
  if (all.length < parts.length) return undefined;
  if (all.length === 1) return all[0];
  return (input) => {
    const truths = all.map((part) => truthOf(part(input)));
    if (truths.includes(undefined)) return undefined;
    return word === "AND" ? truths.every(Boolean) : truths.some(Boolean);
  };
};

/** Comparisons, with AND, OR and parentheses; undefined for anything else. */
export const readCondition = (tokens: Tokens): Expression | undefined =>
  readJoined(tokens, "OR", (part) => readJoined(part, "AND", readComparison));

/** What a WHERE clause comes to is true, or a text that says so. */
export const isTrue = (value: unknown): boolean => truthOf(value) === true;
