import { invalid } from "./errors.ts";

const MOST = 50;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const check = (texts: readonly string[]) => {
  if (texts.every((text) => ALLOWED.test(text))) return;
  throw invalid(
    "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.",
  );
};

/** Adds tags to those of a stream or consumer (`what`); throws what AWS says to invalid ones, or too many. */
export const addTags = (
  present: Map<string, string>,
  tags: Readonly<Record<string, string>>,
  what: string,
  accountId: string,
): void => {
  const entries = Object.entries(tags);
  check(entries.flat());
  const reserved = entries.find(([key]) => /^aws:/i.test(key));
  if (reserved) throw invalid(`Tag ${reserved[0]} begins with aws:, which is reserved.`);
  if (new Set([...present.keys(), ...Object.keys(tags)]).size > MOST)
    throw invalid(
      `Failed to add tags to ${what} under account ${accountId} because a given stream cannot have more than ${MOST} tags associated with it.`,
    );
  for (const [key, value] of entries) present.set(key, value);
};

export const removeTags = (present: Map<string, string>, keys: readonly string[]): void => {
  check(keys);
  for (const key of keys) present.delete(key);
};

export const listTags = (present: ReadonlyMap<string, string>) =>
  [...present].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([Key, Value]) => ({ Key, Value }));
