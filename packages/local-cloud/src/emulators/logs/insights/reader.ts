import { AwsError } from "../../../core/aws-error.ts";

const places = (query: string, at: number) => {
  const before = query.slice(0, at).split("\n");
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
};

const IDENTIFIER = /[@A-Za-z_][\w@]*(?:\.[\w@]+)*|`[^`]+`/y;
const NUMBER = /\d+(?:\.\d+)?(?:e[-+]?\d+)?/iy;
const STRING = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\//y;
const OPERATOR = /<=|>=|!=|=~|[-+*/%^=<>(),|[\]]/y;
const BLANK = /(?:\s+|#[^\n]*)*/y;

/** Reads a query from left to right; each method leaves out blanks and comments before what it takes. */
export interface Reader {
  /** Where the next word begins. */
  readonly at: number;
  /** What was taken from there on, as it was written. */
  textFrom(begin: number): string;
  /** The next operator, without taking it. */
  operator(): string | undefined;
  /** The next word in lower case, without taking it. */
  word(): string | undefined;
  /** Takes the operator or the word, whatever its case, if it is next. */
  takes(text: string): boolean;
  /** Takes the operator or word. Refused when it is not next. */
  expect(text: string, remedy: string): void;
  field(): string | undefined;
  number(): number | undefined;
  string(): string | undefined;
  /** `/…/`, where an expression would be a division. */
  regex(): RegExp | undefined;
  isAtEnd(): boolean;
  /** The error that names the place and what to do. */
  refuse(what: string, at?: number): AwsError;
}

/** `(?i)` at the beginning is a flag in JavaScript. */
const toRegex = (source: string): RegExp => {
  const [, flags = "", rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  return new RegExp(rest, [...new Set(flags)].join(""));
};

export const createReader = (query: string): Reader => {
  let at = 0;
  let end = 0;
  const skip = () => {
    BLANK.lastIndex = at;
    BLANK.exec(query);
    at = BLANK.lastIndex;
  };
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(query) ?? undefined;
  };
  const take = (pattern: RegExp) => {
    const found = match(pattern);
    if (!found) return undefined;
    at = end = pattern.lastIndex;
    skip();
    return found;
  };
  skip();

  const reader: Reader = {
    get at() {
      return at;
    },
    textFrom: (begin) => query.slice(begin, end),
    operator: () => match(OPERATOR)?.[0],
    word: () => match(IDENTIFIER)?.[0].toLowerCase(),
    takes(text) {
      const pattern = /^\w/.test(text) ? IDENTIFIER : OPERATOR;
      if (match(pattern)?.[0].toLowerCase() !== text.toLowerCase()) return false;
      take(pattern);
      return true;
    },
    expect(text, remedy) {
      if (!reader.takes(text)) throw reader.refuse(remedy);
    },
    field: () => take(IDENTIFIER)?.[0].replaceAll("`", ""),
    number: () => {
      const found = take(NUMBER)?.[0];
      return found === undefined ? undefined : Number(found);
    },
    string: () => {
      const found = take(STRING);
      return (found?.[1] ?? found?.[2])?.replaceAll(/\\(["'\\])/g, "$1");
    },
    regex: () => {
      const begin = at;
      const source = take(REGEX)?.[1];
      if (source === undefined) return undefined;
      try {
        return toRegex(source);
      } catch (error) {
        throw reader.refuse(`${(error as Error).message}.`, begin);
      }
    },
    isAtEnd: () => at >= query.length,
    refuse: (what, place = at) =>
      new AwsError("MalformedQueryException", `The query is refused at ${places(query, place)}: ${what}`, {
        fields: {
          queryCompileError: {
            location: { startCharOffset: place, endCharOffset: Math.min(place + 1, query.length) },
            message: what,
          },
        },
      }),
  };
  return reader;
};
