import { AwsError } from "../../core/aws-error.ts";

export type Matches = (message: string) => boolean;

const refuse = (pattern: string, at: number, what: string) =>
  new AwsError(
    "InvalidParameterException",
    `Invalid filter pattern at position ${at + 1} of '${pattern}': ${what}`,
  );

/** `%ab+c%` is a regular expression, `*` in other text stands for anything. */
const textMatcher = (text: string): RegExp => {
  const regex = /^%(.+)%$/s.exec(text)?.[1];
  if (regex !== undefined) return new RegExp(regex);
  const parts = text.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
};

/** Terms that all have to be there; of those with `?` any one, of those with `-` none. */
const compileTerms = (pattern: string): Matches => {
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  const term = /\s*([?-]?)("(?:[^"\\]|\\.)*"|%[^%]+%|[^\s"]+)/gy;
  let at = 0;
  while (pattern.slice(at).trim() !== "") {
    term.lastIndex = at;
    const found = term.exec(pattern);
    if (!found) throw refuse(pattern, at, 'a quoted term ends with ".');
    const [, sign, text = ""] = found;
    const plain = text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, "$1") : text;
    (sign === "?" ? any : sign === "-" ? none : all).push(plain);
    at = term.lastIndex;
  }
  const has = (message: string) => (one: string) =>
    /^%.+%$/s.test(one) ? textMatcher(one).test(message) : message.includes(one);
  return (message) =>
    all.every(has(message)) && !none.some(has(message)) && (any.length === 0 || any.some(has(message)));
};

type Test = (record: unknown) => boolean;

const tokens =
  /\s*(&&|\|\||!=|<=|>=|[=<>(){}]|IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS|"(?:[^"\\]|\\.)*"|%[^%]+%|\$(?:\.[\w@-]+|\[(?:\d+|"[^"]+"|'[^']+')\])*|[^\s&|=<>(){}!]+)/gy;

const valueAt = (record: unknown, selector: string): unknown => {
  let value = record;
  for (const [, name, index, quoted] of selector.matchAll(/\.([\w@-]+)|\[(\d+)\]|\[["']([^"']+)["']\]/g)) {
    const key = name ?? index ?? quoted ?? "";
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
};

const compare = (operator: string, wanted: string): ((value: unknown) => boolean) => {
  const isText = /^["%]/.test(wanted) || Number.isNaN(Number(wanted));
  if (operator === "=" || operator === "!=") {
    const matcher = textMatcher(wanted.replaceAll(/^"|"$/g, "").replaceAll(/\\(.)/g, "$1"));
    const same = (value: unknown) =>
      isText
        ? (typeof value === "string" || typeof value === "boolean") && matcher.test(String(value))
        : typeof value === "number" && value === Number(wanted);
    return operator === "=" ? same : (value) => value !== undefined && !same(value);
  }
  const number = Number(wanted);
  return (value) => {
    if (typeof value !== "number") return false;
    if (operator === "<") return value < number;
    if (operator === ">") return value > number;
    return operator === "<=" ? value <= number : value >= number;
  };
};

/** `{ $.level = "ERROR" && ($.status >= 500 || $.error IS NULL) }`. */
const compileJson = (pattern: string): Matches => {
  const found: { text: string; at: number }[] = [];
  let end = 0;
  while (pattern.slice(end).trim() !== "") {
    tokens.lastIndex = end;
    const match = tokens.exec(pattern);
    if (!match) throw refuse(pattern, end, "this is nothing that a condition is made of.");
    found.push({ text: match[1]!, at: tokens.lastIndex - match[1]!.length });
    end = tokens.lastIndex;
  }
  let next = 0;
  const peek = () => found[next]?.text;
  const take = (expected?: string): string => {
    const token = found[next];
    if (!token || (expected !== undefined && token.text !== expected))
      throw refuse(pattern, token?.at ?? pattern.length, `${expected ?? "more"} is missing.`);
    next += 1;
    return token.text;
  };

  const condition = (): Test => {
    if (peek() === "(") {
      take();
      const inner = either();
      take(")");
      return inner;
    }
    const selector = take();
    if (!selector.startsWith("$"))
      throw refuse(pattern, found[next - 1]!.at, "a condition begins with a field, such as $.level.");
    const operator = take().replaceAll(/\s+/g, " ");
    switch (operator) {
      case "IS NULL":
        return (record) => valueAt(record, selector) === null;
      case "IS TRUE":
        return (record) => valueAt(record, selector) === true;
      case "IS FALSE":
        return (record) => valueAt(record, selector) === false;
      case "NOT EXISTS":
        return (record) => valueAt(record, selector) === undefined;
      case "=":
      case "!=":
      case "<":
      case ">":
      case "<=":
      case ">=": {
        const test = compare(operator, take());
        return (record) => test(valueAt(record, selector));
      }
      default:
        throw refuse(pattern, found[next - 1]!.at, `${operator} is no operator.`);
    }
  };
  const both = (): Test => {
    const tests = [condition()];
    while (peek() === "&&") {
      take();
      tests.push(condition());
    }
    return (record) => tests.every((test) => test(record));
  };
  const either = (): Test => {
    const tests = [both()];
    while (peek() === "||") {
      take();
      tests.push(both());
    }
    return (record) => tests.some((test) => test(record));
  };

  take("{");
  const test = either();
  take("}");
  if (peek() !== undefined) throw refuse(pattern, found[next]!.at, "nothing may come after }.");
  return (message) => {
    if (!message.startsWith("{")) return false;
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
};

/**
 * Compiles a filter pattern: text terms, or conditions on JSON. Throws InvalidParameterException with the place where
 * it is none. Patterns of columns, `[ip, user, …]`, are not implemented.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const compileFilterPattern = (pattern: string): Matches => {
  const text = pattern.trim();
  if (text.startsWith("["))
    throw refuse(pattern, 0, "patterns of columns are not implemented by the local cloud.");
  return text.startsWith("{") ? compileJson(pattern) : compileTerms(pattern);
};
