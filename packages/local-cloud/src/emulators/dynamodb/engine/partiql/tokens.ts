import { invalid } from "../errors.ts";
import type { AttributeValue } from "../values.ts";

interface Token {
  readonly kind: "word" | "quoted" | "text" | "number" | "symbol" | "end";
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<word>[A-Za-z_$][\w$]*)|"(?<quoted>(?:[^"]|"")*)"|'(?<text>(?:[^']|'')*)'|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<symbol><<|>>|<>|!=|<=|>=|\S)|$)/gy;

const unquoted = (kind: Token["kind"], text: string): string => {
  if (kind === "quoted") return text.replaceAll('""', '"');
  return kind === "text" ? text.replaceAll("''", "'") : text;
};

const tokenize = (statement: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const { groups = {} } of statement.matchAll(TOKEN)) {
    const [name, text = ""] = Object.entries(groups).find(([, each]) => each !== undefined) ?? ["end"];
    const kind = name as Token["kind"];
    tokens.push({ kind, text: unquoted(kind, text) });
    if (kind === "end") break;
  }
  return tokens;
};

/** Values in each other, and conditions in parentheses. */
const DEEPEST = 100;

/** Reads a statement word by word, with the values that its question marks stand for. */
export interface StatementCursor {
  peek(ahead?: number): Token;
  next(): Token;
  take(symbol: string): boolean;
  expect(symbol: string): void;
  isWord(word: string): boolean;
  takeWord(word: string): boolean;
  expectWord(word: string): void;
  /** A name of an attribute, table or index. */
  name(): string;
  parameter(): AttributeValue;
  /** Reads what may hold more of its kind. */
  nested<Result>(read: () => Result): Result;
  unexpected(): never;
  /** Throws when something follows, or parameters are left. */
  end(): void;
}

export const readStatement = (statement: string, parameters: readonly AttributeValue[]): StatementCursor => {
  const tokens = tokenize(statement);
  let place = 0;
  let used = 0;
  let depth = 0;
  const peek = (ahead = 0) => tokens[Math.min(place + ahead, tokens.length - 1)]!;
  const unexpected = (): never => {
    const { kind, text } = peek();
    throw invalid(
      `Statement wasn't well formed, can't be processed: Unexpected ${kind === "end" ? "end of statement" : `token ${text}`}`,
    );
  };
  const isWord = (word: string) => peek().kind === "word" && peek().text.toUpperCase() === word;
  const take = (symbol: string) => {
    if (peek().kind !== "symbol" || peek().text !== symbol) return false;
    place++;
    return true;
  };
  const takeWord = (word: string) => {
    if (!isWord(word)) return false;
    place++;
    return true;
  };
  return {
    peek,
    next: () => tokens[place++]!,
    take,
    expect: (symbol) => {
      if (!take(symbol)) unexpected();
    },
    isWord,
    takeWord,
    expectWord: (word) => {
      if (!takeWord(word)) unexpected();
    },
    name() {
      const { kind } = peek();
      if (kind !== "word" && kind !== "quoted") unexpected();
      return tokens[place++]!.text;
    },
    parameter() {
      const value = parameters[used++];
      if (!value) throw invalid("Number of parameters in request and statement don't match.");
      return value;
    },
    nested(read) {
      if (++depth > DEEPEST)
        throw invalid("Statement wasn't well formed, can't be processed: it is nested too deeply");
      const result = read();
      depth--;
      return result;
    },
    unexpected,
    end() {
      if (peek().kind !== "end") unexpected();
      if (used < parameters.length)
        throw invalid("Number of parameters in request and statement don't match.");
    },
  };
};
