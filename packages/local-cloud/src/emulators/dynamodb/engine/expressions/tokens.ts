import { invalid } from "../errors.ts";

export type ExpressionKind =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

interface Token {
  readonly kind: "name" | "alias" | "value" | "index" | "symbol" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters */
const LONGEST = 4096;
const MOST_OPERATORS = 300;

const TOKEN =
  /\s*(?:(?<name>[A-Za-z_]\w*)|(?<alias>#\w+)|(?<value>:\w+)|(?<index>\d+)|(?<symbol><>|<=|>=|\S)|$)/gy;

const tokenize = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const { groups = {}, index, 0: whole } of text.matchAll(TOKEN)) {
    const [kind, found] = Object.entries(groups).find(([, each]) => each !== undefined) ?? ["end", ""];
    const end = index + whole.length;
    tokens.push({ kind: kind as Token["kind"], text: found!, start: end - found!.length, end });
    if (kind === "end") break;
  }
  return tokens;
};

/** Reads the tokens of an expression one after the other; what does not fit throws as DynamoDB says it. */
export interface Cursor {
  readonly kind: ExpressionKind;
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes a symbol when it comes next. */
  take(symbol: string): boolean;
  expect(symbol: string): void;
  /** Takes a word, in whatever case, when it comes next. */
  takeWord(word: string): boolean;
  isWord(word: string): boolean;
  /** Counts an operator or function. */
  operator(): void;
  fail(message: string): never;
  unexpected(): never;
}

export const readExpression = (kind: ExpressionKind, text: string): Cursor => {
  const fail = (message: string): never => {
    throw invalid(`Invalid ${kind}: ${message}`);
  };
  const size = Buffer.byteLength(text);
  if (size > LONGEST) fail(`Expression size has exceeded the maximum allowed size; expression size: ${size}`);
  const tokens = tokenize(text);
  if (tokens[0]!.kind === "end") fail("The expression can not be empty;");
  let place = 0;
  let operators = 0;
  const peek = (ahead = 0) => tokens[Math.min(place + ahead, tokens.length - 1)]!;
  const unexpected = (): never => {
    const token = peek();
    const from = tokens[Math.max(0, place - 1)]!.start;
    const shown = token.kind === "end" ? "<EOF>" : token.text;
    return fail(`Syntax error; token: "${shown}", near: "${text.slice(from, peek(1).end).trim()}"`);
  };
  const isWord = (word: string) => peek().kind === "name" && peek().text.toUpperCase() === word;
  const take = (symbol: string) => {
    if (peek().kind !== "symbol" || peek().text !== symbol) return false;
    place++;
    return true;
  };
  return {
    kind,
    peek,
    next: () => tokens[place++]!,
    take,
    expect: (symbol) => {
      if (!take(symbol)) unexpected();
    },
    isWord,
    takeWord: (word) => {
      if (!isWord(word)) return false;
      place++;
      return true;
    },
    operator: () => {
      operators++;
      if (operators > MOST_OPERATORS)
        fail(`The expression contains too many operators; operator count: ${operators}`);
    },
    fail,
    unexpected,
  };
};
