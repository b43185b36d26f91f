import { isReservedMessage, type Path, parsePath } from "./paths.ts";
import { readExpression } from "./tokens.ts";
import type { Action, Source } from "./updates.ts";

export interface ParsedUpdate {
  readonly actions: readonly Action<string>[];
  /** What is wrong with it, but matters less than a placeholder that stands for nothing. */
  readonly problem?: string;
}

const SECTIONS = ["SET", "REMOVE", "ADD", "DELETE"] as const;
const FUNCTIONS = new Set(["if_not_exists", "list_append"]);
/** Of parentheses and functions in each other. */
const DEEPEST = 300;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export const parseUpdate = (text: string): ParsedUpdate => {
  const cursor = readExpression("UpdateExpression", text);
  let reserved: string | undefined;
  let unknown: string | undefined;
  let twice: string | undefined;
  let late: string | undefined;
  let depth = 0;

  const path = (): Path =>
    parsePath(cursor, (name) => {
      reserved ??= name;
    });
  const value = (): string => {
    if (cursor.peek().kind !== "value") cursor.unexpected();
    return cursor.next().text;
  };

  const parseCall = (): Source<string> => {
    const name = cursor.next().text;
    cursor.operator();
    cursor.expect("(");
    const operands = [parseOperand()];
    while (cursor.take(",")) operands.push(parseOperand());
    cursor.expect(")");
    if (!FUNCTIONS.has(name)) unknown ??= name;
    else if (operands.length !== 2)
      late ??= `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
    else if (name === "if_not_exists" && operands[0]!.kind !== "path")
      late ??= `Operator or function requires a document path; operator or function: ${name}`;
    return { kind: "call", name: name as "if_not_exists", operands };
  };

  const parseOperand = (): Source<string> => {
    const { kind, text: found } = cursor.peek();
    if (kind === "symbol" && found === "(") {
      if (++depth > DEEPEST) cursor.fail(`The expression is nested too deeply; nesting levels: ${depth}`);
      cursor.expect("(");
      const inner = parseSum();
      cursor.expect(")");
      depth--;
      return inner;
    }
    if (kind === "value") return { kind: "value", value: value() };
    if (kind === "name" && cursor.peek(1).text === "(") return parseCall();
    return { kind: "path", path: path() };
  };

  const parseSum = (): Source<string> => {
    const left = parseOperand();
    const sign = cursor.take("+") ? "+" : cursor.take("-") ? "-" : undefined;
    if (!sign) return left;
    cursor.operator();
    return { kind: "call", name: sign, operands: [left, parseOperand()] };
  };

  const parseAction: Record<(typeof SECTIONS)[number], () => Action<string>> = {
    SET: () => {
      const target = path();
      cursor.expect("=");
      cursor.operator();
      return { kind: "set", path: target, source: parseSum() };
    },
    REMOVE: () => ({ kind: "remove", path: path() }),
    ADD: () => ({ kind: "add", path: path(), value: value() }),
    DELETE: () => ({ kind: "delete", path: path(), value: value() }),
  };

  const actions: Action<string>[] = [];
  const seen = new Set<string>();
  do {
    const section = SECTIONS.find((word) => cursor.takeWord(word));
    if (!section) return cursor.unexpected();
    if (seen.has(section)) twice ??= section;
    seen.add(section);
    do actions.push(parseAction[section]());
    while (cursor.take(","));
  } while (cursor.peek().kind !== "end");

  if (reserved !== undefined) cursor.fail(isReservedMessage(reserved));
  if (unknown !== undefined) cursor.fail(`Invalid function name; function: ${unknown}`);
  if (twice !== undefined)
    cursor.fail(`The "${twice}" section can only be used once in an update expression;`);
  return { actions, problem: late };
};
