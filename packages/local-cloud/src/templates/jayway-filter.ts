import { JsonPathError } from "./json-path-error.ts";

type Test = (value: unknown, root: unknown) => boolean;
/** No value is `undefined`. */
type Operand = (value: unknown, root: unknown) => unknown;

const OPERATOR = /^\s*(==|!=|<=|>=|<|>|=~|in\b|nin\b|size\b|empty\b)/;

/**
 * The filter that `text` begins with, up to its `)]`, and how long it is with that: comparisons, `=~`, `in`, `nin`,
 * `size`, `empty`, existence, `!`, `&&`, `||` and parentheses. Throws JsonPathError.
 */
export const filterOf = (
  text: string,
  path: string,
  compile: (path: string) => { definite: boolean; select(root: unknown): unknown[] },
): { test: Test; length: number } => {
  let rest = text;
  const fail = (): never => {
    throw new JsonPathError(`The JSONPath ${path} is not supported from "${rest}" on.`);
  };
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = pattern.exec(rest);
    if (!found) return undefined;
    rest = rest.slice(found[0].length);
    return found;
  };

  const operand = (): Operand => {
    const quoted = take(/^\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/);
    if (quoted) {
      const value = (quoted[1] ?? quoted[2] ?? "").replace(/\\(.)/g, "$1");
      return () => value;
    }
    const literal = take(/^\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\[[^\]]*\])(?![\w.])/);
    if (literal) {
      const value = literalOf(literal[1]!, fail);
      return () => value;
    }
    const found = take(/^\s*([@$](?:\.\w[\w-]*(?:\(\))?|\['[^']*'\]|\[-?\d+\]|\[\*\])*)/);
    if (!found) return fail();
    const inner = compile(found[1]!);
    const ofRoot = found[1]!.startsWith("$");
    return (value, root) => {
      const values = inner.select(ofRoot ? root : value);
      return inner.definite ? values[0] : values;
    };
  };
  const comparison = (): Test => {
    if (take(/^\s*!(?!=)/)) {
      const negated = comparison();
      return (value, root) => !negated(value, root);
    }
    if (take(/^\s*\(/)) {
      const inner = either();
      if (!take(/^\s*\)/)) return fail();
      return inner;
    }
    const left = operand();
    const operator = take(OPERATOR)?.[1];
    if (!operator) return (value, root) => left(value, root) !== undefined;
    if (operator === "=~") {
      const [, source, flags] = take(/^\s*\/((?:[^/\\]|\\.)*)\/([imsu]*)/) ?? fail();
      const pattern = patternOf(source!, flags!, fail);
      return (value, root) => {
        const tested = left(value, root);
        return typeof tested === "string" && pattern.test(tested);
      };
    }
    const right = operand();
    return (value, root) => compare(operator, left(value, root), right(value, root));
  };
  const both = (): Test => {
    const tests = [comparison()];
    while (take(/^\s*&&/)) tests.push(comparison());
    return (value, root) => tests.every((test) => test(value, root));
  };
  const either = (): Test => {
    const tests = [both()];
    while (take(/^\s*\|\|/)) tests.push(both());
    return (value, root) => tests.some((test) => test(value, root));
  };

  const test = either();
  if (!take(/^\s*\)\s*\]/)) fail();
  return { test, length: text.length - rest.length };
};

const literalOf = (text: string, fail: () => never): unknown => {
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    return fail();
  }
};

/** Java's `matches`: the whole text. */
const patternOf = (source: string, flags: string, fail: () => never): RegExp => {
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch {
    return fail();
  }
};

const sizeOf = (value: unknown): number | undefined =>
  typeof value === "string" || Array.isArray(value) ? value.length : undefined;

const compare = (operator: string, left: unknown, right: unknown): boolean => {
  switch (operator) {
    case "==":
      return JSON.stringify(left) === JSON.stringify(right);
    case "!=":
      return JSON.stringify(left) !== JSON.stringify(right);
    case "in":
      return Array.isArray(right) && right.includes(left);
    case "nin":
      return !(Array.isArray(right) && right.includes(left));
    case "size":
      return sizeOf(left) === (typeof right === "number" ? right : sizeOf(right));
    case "empty":
      return (sizeOf(left) === 0) === right;
  }
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
  const [one, other] = [left, right as typeof left];
  if (operator === "<") return one < other;
  if (operator === ">") return one > other;
  return operator === "<=" ? one <= other : one >= other;
};
