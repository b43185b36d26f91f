import { invalid } from "../errors.ts";
import type { Path } from "../expressions/paths.ts";
import { canonicalNumber } from "../numbers.ts";
import { type AttributeValue, parseValue } from "../values.ts";
import type { StatementCursor } from "./tokens.ts";

const listOf = (cursor: StatementCursor, close: string): AttributeValue[] => {
  const values: AttributeValue[] = [];
  if (cursor.take(close)) return values;
  do values.push(readValue(cursor));
  while (cursor.take(","));
  cursor.expect(close);
  return values;
};

const setOf = (values: readonly AttributeValue[]): AttributeValue => {
  const type = (["S", "N", "B"] as const).find((each) => values.every((value) => value[each] !== undefined));
  if (!type) throw invalid("A set holds strings, numbers or binaries, all of one type");
  return parseValue({ [`${type}S`]: values.map((value) => value[type]) });
};

const mapOf = (cursor: StatementCursor): AttributeValue => {
  const entries: [string, AttributeValue][] = [];
  if (cursor.take("}")) return { M: {} };
  do {
    const { kind, text } = cursor.next();
    if (kind !== "text") throw invalid(`Names of attributes in a map stand in single quotes: ${text}`);
    cursor.expect(":");
    entries.push([text, readValue(cursor)]);
  } while (cursor.take(","));
  cursor.expect("}");
  return { M: Object.fromEntries(entries) };
};

const WORDS: Readonly<Record<string, AttributeValue>> = {
  TRUE: { BOOL: true },
  FALSE: { BOOL: false },
  NULL: { NULL: true },
};

/** Whether a value comes next, rather than a name. */
export const isValueNext = (cursor: StatementCursor): boolean => {
  const { kind, text } = cursor.peek();
  if (kind === "word") return Object.hasOwn(WORDS, text.toUpperCase());
  return (
    kind === "text" || kind === "number" || (kind === "symbol" && ["?", "-", "[", "{", "<<"].includes(text))
  );
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html */
export const readValue = (cursor: StatementCursor): AttributeValue =>
  cursor.nested(() => {
    if (cursor.take("?")) return cursor.parameter();
    if (cursor.take("[")) return { L: listOf(cursor, "]") };
    if (cursor.take("{")) return mapOf(cursor);
    if (cursor.take("<<")) return setOf(listOf(cursor, ">>"));
    if (cursor.take("-")) return { N: canonicalNumber(`-${cursor.next().text}`) };
    if (!isValueNext(cursor)) cursor.unexpected();
    const { kind, text } = cursor.next();
    if (kind === "number") return { N: canonicalNumber(text) };
    return kind === "text" ? { S: text } : WORDS[text.toUpperCase()]!;
  });

export const readPath = (cursor: StatementCursor): Path => {
  const path: (string | number)[] = [cursor.name()];
  for (;;) {
    if (cursor.take(".")) path.push(cursor.name());
    else if (cursor.take("[")) {
      const { kind, text } = cursor.next();
      if (kind === "number") path.push(Number(text));
      else if (kind === "text") path.push(text);
      else cursor.unexpected();
      cursor.expect("]");
    } else return path;
  }
};
