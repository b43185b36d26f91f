import type { Comparator, Condition, ConditionFunction, Operand } from "./conditions.ts";
import { isReservedMessage, parsePath } from "./paths.ts";
import { type ExpressionKind, readExpression } from "./tokens.ts";

export interface ParsedCondition {
  readonly condition: Condition<string>;
  /** What is wrong with it, but matters less than a placeholder that stands for nothing. */
  readonly problem?: string;
}

type Raw = Operand<string>;
/** What may stand in parentheses, or begin a comparison. */
type Part =
  | { readonly is: "condition"; readonly condition: Condition<string> }
  | { readonly is: "operand"; readonly operand: Raw }
  | { readonly is: "call"; readonly name: string; readonly operands: readonly Raw[] };

const COMPARATORS = new Set<string>(["=", "<>", "<", "<=", ">", ">="]);
const OPERANDS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const MOST_OPTIONS = 100;
/** Parentheses in each other. */
const DEEPEST = 300;
/** Mistakes that are found while the rest is read, in the order in which DynamoDB reports them. */
const ORDER = ["parentheses", "function", "misuse", "reserved"] as const;

/**
 * Condition, filter and key condition expressions.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export const parseCondition = (kind: ExpressionKind, text: string): ParsedCondition => {
  const cursor = readExpression(kind, text);
  const problems = new Map<(typeof ORDER)[number], string>();
  let late: string | undefined;
  let depth = 0;

  const note = (about: (typeof ORDER)[number], message: string) => {
    if (!problems.has(about)) problems.set(about, message);
  };
  const misused = (name: string) =>
    note("misuse", `The function is not allowed to be used this way in an expression; function: ${name}`);

  const asOperand = (part: Part): Raw => {
    if (part.is === "operand") return part.operand;
    if (part.is === "condition") return cursor.unexpected();
    if (part.name !== "size") misused(part.name);
    return { kind: "size", of: part.operands[0]! };
  };

  const asCondition = (part: Part): Condition<string> => {
    if (part.is === "condition") return part.condition;
    if (part.is === "operand") return cursor.unexpected();
    if (part.name === "size") misused(part.name);
    return { kind: "function", name: part.name as ConditionFunction, operands: part.operands };
  };

  const operands = (): Raw[] => {
    cursor.expect("(");
    const list = [parseOperand()];
    while (cursor.take(",")) list.push(parseOperand());
    cursor.expect(")");
    return list;
  };

  const parseCall = (): Part => {
    const name = cursor.next().text;
    cursor.operator();
    const list = operands();
    const expected = Object.hasOwn(OPERANDS, name) ? OPERANDS[name] : undefined;
    if (expected === undefined) note("function", `Invalid function name; function: ${name}`);
    else if (list.length !== expected)
      late ??= `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${list.length}`;
    return { is: "call", name, operands: list };
  };

  /** Whether what was read last is all in parentheses: others around them say nothing. */
  let isEnclosed = false;
  const parseEnclosed = (): Part => {
    if (++depth > DEEPEST) cursor.fail(`The expression is nested too deeply; nesting levels: ${depth}`);
    cursor.expect("(");
    const part = parseOr();
    cursor.expect(")");
    if (isEnclosed) note("parentheses", "The expression has redundant parentheses;");
    isEnclosed = true;
    depth--;
    return part;
  };

  const parsePrimary = (): Part => {
    const { kind: token, text: found } = cursor.peek();
    if (token === "symbol" && found === "(") return parseEnclosed();
    isEnclosed = false;
    if (token === "value") return { is: "operand", operand: { kind: "value", value: cursor.next().text } };
    if (token === "name" && cursor.peek(1).text === "(") {
      const call = parseCall();
      isEnclosed = false;
      return call;
    }
    const path = parsePath(cursor, (name) => note("reserved", isReservedMessage(name)));
    return { is: "operand", operand: { kind: "path", path } };
  };
  const parseOperand = (): Raw => asOperand(parsePrimary());

  const parseTest = (): Part => {
    const first = parsePrimary();
    const { kind: token, text: sign } = cursor.peek();
    const isComparison = token === "symbol" && COMPARATORS.has(sign);
    if (!isComparison && !cursor.isWord("BETWEEN") && !cursor.isWord("IN")) return first;
    cursor.next();
    cursor.operator();
    const left = asOperand(first);
    let condition: Condition<string>;
    if (isComparison)
      condition = { kind: "compare", operator: sign as Comparator, operands: [left, parseOperand()] };
    else if (sign.toUpperCase() === "IN") {
      const options = operands();
      if (options.length > MOST_OPTIONS)
        cursor.fail(
          `The IN operator is provided with too many operands; number of operands: ${options.length}`,
        );
      condition = { kind: "in", operands: [left, ...options] };
    } else {
      const low = parseOperand();
      if (!cursor.takeWord("AND")) cursor.unexpected();
      condition = { kind: "between", operands: [left, low, parseOperand()] };
    }
    isEnclosed = false;
    return { is: "condition", condition };
  };

  const parseNot = (): Part => {
    let negations = 0;
    while (cursor.takeWord("NOT")) {
      cursor.operator();
      negations++;
    }
    const part = parseTest();
    if (negations === 0) return part;
    let condition = asCondition(part);
    for (let each = 0; each < negations; each++) condition = { kind: "not", condition };
    isEnclosed = false;
    return { is: "condition", condition };
  };

  const joined = (kind: "and" | "or", word: string, parse: () => Part) => (): Part => {
    const first = parse();
    if (!cursor.isWord(word)) return first;
    const conditions = [asCondition(first)];
    while (cursor.takeWord(word)) {
      cursor.operator();
      conditions.push(asCondition(parse()));
    }
    isEnclosed = false;
    return { is: "condition", condition: { kind, conditions } };
  };
  const parseAnd = joined("and", "AND", parseNot);
  const parseOr: () => Part = joined("or", "OR", parseAnd);

  const condition = asCondition(parseOr());
  if (cursor.peek().kind !== "end") cursor.unexpected();
  for (const about of ORDER) if (problems.has(about)) cursor.fail(problems.get(about)!);
  return { condition, problem: late };
};
