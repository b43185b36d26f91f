import { type AttributeValue, attributeOf, type Item } from "../values.ts";
import { isReserved } from "./reserved-words.ts";
import type { Cursor } from "./tokens.ts";

/** Names of attributes and places in lists; before names are put in, with the placeholders `#name` that stand for some. */
export type Path = readonly (string | number)[];

const DEEPEST = 32;

/** Told about names that need a placeholder, since other mistakes are reported before them. */
const parseStep = (cursor: Cursor, reserved: (name: string) => void): string => {
  const { kind, text } = cursor.peek();
  if (kind !== "name" && kind !== "alias") return cursor.unexpected();
  cursor.next();
  if (kind === "name" && isReserved(text)) reserved(text);
  return text;
};

export const parsePath = (cursor: Cursor, reserved: (name: string) => void): Path => {
  const path: (string | number)[] = [parseStep(cursor, reserved)];
  for (;;) {
    if (cursor.take(".")) path.push(parseStep(cursor, reserved));
    else if (cursor.take("[")) {
      if (cursor.peek().kind !== "index") cursor.unexpected();
      path.push(Number(cursor.next().text));
      cursor.expect("]");
    } else break;
  }
  if (path.length > DEEPEST)
    cursor.fail(`The document path has too many nesting elements; nesting levels: ${path.length}`);
  return path;
};

export const isReservedMessage = (name: string) =>
  `Attribute name is a reserved keyword; reserved keyword: ${name}`;

/** As DynamoDB shows one in its messages. */
export const showPath = (path: Path): string =>
  `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;

export const isSamePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((step, place) => step === b[place]);

/** What is wrong with paths that are to be changed or shown side by side. */
export const overlap = (paths: readonly Path[]): string | undefined => {
  for (const [place, two] of paths.entries())
    for (const one of paths.slice(0, place)) {
      const shared = Math.min(one.length, two.length);
      const parting = one.findIndex((step, at) => at < shared && step !== two[at]);
      const conflict = parting >= 0 && typeof one[parting] !== typeof two[parting];
      if (parting >= 0 && !conflict) continue;
      return `Two document paths ${conflict ? "conflict" : "overlap"} with each other; must remove or rewrite one of these paths; path one: ${showPath(one)}, path two: ${showPath(two)}`;
    }
  return undefined;
};

export const memberAt = (value: AttributeValue, step: string | number): AttributeValue | undefined => {
  if (typeof step === "number") return value.L?.[step];
  return value.M && attributeOf(value.M, step);
};

export const valueAt = (item: Item, path: Path): AttributeValue | undefined => {
  const [name, ...steps] = path;
  let found = attributeOf(item, name as string);
  for (const step of steps) {
    if (found === undefined) return undefined;
    found = memberAt(found, step);
  }
  return found;
};
