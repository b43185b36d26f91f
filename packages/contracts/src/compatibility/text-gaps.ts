import { nameOf, short } from "./describe.ts";
import type { Gap } from "./gaps.ts";
import {
  language,
  languageOf,
  lengths,
  textOutside,
  textWithout,
  UnreadablePatternError,
} from "./pattern-language.ts";
import type { Shape, Text } from "./shape.ts";

/** The lengths that texts really have: a pattern may bound them more than the schema says. */
function realLengths({ minLength: min, maxLength: max, ...text }: Text) {
  if (text.patterns.length === 0) return { min, max };
  try {
    return lengths(language({ minLength: min, maxLength: max, ...text }));
  } catch (error) {
    if (error instanceof UnreadablePatternError) return { min, max };
    throw error;
  }
}

function patternGap(sent: Text, pattern: string): string | undefined {
  if (sent.patterns.includes(pattern)) return undefined;
  try {
    const example = textWithout(language(sent), pattern);
    return example === undefined
      ? undefined
      : `may be ${short(JSON.stringify(example))}; taken is what matches ${short(pattern)}`;
  } catch (error) {
    if (error instanceof UnreadablePatternError)
      return `may not match ${short(pattern)}: its patterns look around or refer back, so they cannot be compared`;
    throw error;
  }
}

export function textGaps(sent: Text, taken: Text, path: string): Gap[] {
  const asBounded = sent.minLength >= taken.minLength && sent.maxLength <= taken.maxLength;
  const asNarrow = taken.patterns.every((pattern) => sent.patterns.includes(pattern));
  const asFormatted = taken.formats.every((format) => sent.formats.includes(format));
  if (asBounded && asNarrow && asFormatted) return [];

  const real = realLengths(sent);
  if (!real) return [];
  const found: Gap[] = [];
  if (real.min < taken.minLength || real.max > taken.maxLength)
    found.push({
      path,
      kind: "length",
      why: `may be ${nameOf({ ...sent, patterns: [], minLength: real.min, maxLength: real.max })}; taken is ${nameOf({ ...taken, patterns: [] })}`,
    });
  for (const pattern of taken.patterns) {
    const why = patternGap(sent, pattern);
    if (why) found.push({ path, kind: "pattern", why });
  }
  for (const format of taken.formats)
    if (!sent.formats.includes(format))
      found.push({ path, kind: "pattern", why: `may be any text; taken is a ${format}` });
  return found;
}

/** Whether the texts and constants of a union together take every text that is sent. */
export function textIsCovered(sent: Text, taken: Shape): boolean {
  try {
    const others = taken.flatMap((kind) => {
      if (kind.kind === "literal") return typeof kind.value === "string" ? [languageOf(kind.value)] : [];
      return kind.kind === "text" && kind.formats.length === 0 ? [language(kind)] : [];
    });
    return textOutside(language(sent), others) === undefined;
  } catch (error) {
    if (error instanceof UnreadablePatternError) return false;
    throw error;
  }
}
