import { MathError } from "./values.ts";

/** A metric math expression, parsed. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "id"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "negate"; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** From what binds least to what binds most. */
const LEVELS = [
  ["OR", "||"],
  ["AND", "&&"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
  ["^"],
] as const;
export type Operator = Exclude<(typeof LEVELS)[number][number], "||" | "&&">;

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|"([^"]*)"|'([^']*)'|([A-Za-z_][A-Za-z0-9_]*)|(\|\||&&|[<>=!]=|[-+*/^<>(),[\]]))/y;

interface Token {
  readonly kind: "number" | "text" | "word" | "sign" | "end";
  readonly value: string;
}

const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (!match)
      throw new MathError(`"${source}" has ${source.slice(at, at + 10).trim()}, which is no metric math`);
    const [, number, double, single, word, sign] = match;
    if (number !== undefined) tokens.push({ kind: "number", value: number });
    else if (word !== undefined) tokens.push({ kind: "word", value: word });
    else if (sign !== undefined) tokens.push({ kind: "sign", value: sign });
    else tokens.push({ kind: "text", value: double ?? single ?? "" });
  }
  return tokens;
};

/** Nested deeper than anybody writes: a longer one would only be a way to use up the stack. */
const DEEPEST = 50;

/**
 * Parses metric math; throws `MathError` with what is wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const parseExpression = (source: string): Expression => {
  const tokens = tokensOf(source);
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[at] ?? { kind: "end", value: "its end" };
  const isNext = (value: string) => peek().kind === "sign" && peek().value === value;
  const expect = (value: string) => {
    if (!isNext(value)) throw new MathError(`"${source}" needs ${value} where it has ${peek().value}`);
    at++;
  };
  const items = (close: string): Expression[] => {
    const list: Expression[] = [];
    if (!isNext(close)) {
      list.push(level(0));
      while (isNext(",")) {
        at++;
        list.push(level(0));
      }
    }
    expect(close);
    return list;
  };

  const primary = (): Expression => {
    const { kind, value } = peek();
    at++;
    if (kind === "number") return { kind, value: Number(value) };
    if (kind === "text") return { kind, value };
    if (kind === "word") {
      if (!isNext("(")) return { kind: "id", name: value };
      at++;
      return { kind: "call", name: value.toUpperCase(), args: items(")") };
    }
    if (value === "[") return { kind: "list", items: items("]") };
    if (value === "-") return { kind: "negate", of: primary() };
    if (value === "(") {
      const inner = level(0);
      expect(")");
      return inner;
    }
    throw new MathError(`"${source}" has ${value} where a metric, a number or a function should be`);
  };

  const operatorAt = (index: number): Operator | undefined => {
    const { kind, value } = peek();
    const name = value.toUpperCase();
    if (kind !== "sign" && !(kind === "word" && /^(AND|OR)$/.test(name))) return undefined;
    if (!(LEVELS[index] as readonly string[]).includes(name)) return undefined;
    return (name === "||" ? "OR" : name === "&&" ? "AND" : name) as Operator;
  };

  const level = (index: number): Expression => {
    if (index === 0 && ++depth > DEEPEST)
      throw new MathError(`an expression is nested more than ${DEEPEST} deep`);
    if (index === LEVELS.length) return primary();
    let left = level(index + 1);
    for (let operator = operatorAt(index); operator; operator = operatorAt(index)) {
      at++;
      left = { kind: "binary", operator, left, right: level(index + 1) };
    }
    if (index === 0) depth--;
    return left;
  };

  const whole = level(0);
  if (peek().kind !== "end") throw new MathError(`"${source}" goes on with ${peek().value} after its end`);
  return whole;
};

/** Every part of an expression, itself first. */
export const partsOf = (expression: Expression): Expression[] => {
  switch (expression.kind) {
    case "list":
      return [expression, ...expression.items.flatMap(partsOf)];
    case "call":
      return [expression, ...expression.args.flatMap(partsOf)];
    case "negate":
      return [expression, ...partsOf(expression.of)];
    case "binary":
      return [expression, ...partsOf(expression.left), ...partsOf(expression.right)];
    default:
      return [expression];
  }
};
