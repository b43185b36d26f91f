import { isArnOf } from "./arn.ts";

const ulid = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const prefix = "[A-Za-z]{2,8}[-_]";

/** A ULID or UUID, with or without prefix and suffix (`ord-01J…`, `evt-01J…-paid`), or a key such as `pi_3QPx…`. */
const id = new RegExp(
  `^(?:(?:${prefix})?(?:${ulid}|${uuid})(?:[-_][A-Za-z0-9_-]+)?|[a-z]{2,8}_[A-Za-z0-9]{20,64})$`,
);
const prefixedUlid = new RegExp(`^${prefix}${ulid}$`);

const SHORTEST = 24;
const LONGEST = 128;

const inId = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
  inId[char.charCodeAt(0)] = 1;

const none: readonly string[] = [];

/**
 * The ids in a text, each once. Looks at every 24th character only, since an id is at least that long: an expression
 * that tries each position takes six times as long, and every payload passes here.
 */
export const idsIn = (text: string): readonly string[] => {
  let found: string[] | undefined;
  for (let at = SHORTEST - 1; at < text.length; ) {
    if (inId[text.charCodeAt(at)] !== 1) {
      at += SHORTEST;
      continue;
    }
    let start = at;
    while (start > 0 && inId[text.charCodeAt(start - 1)] === 1) start--;
    let end = at + 1;
    while (end < text.length && inId[text.charCodeAt(end)] === 1) end++;
    at = end + SHORTEST;
    if (end - start < SHORTEST || end - start > LONGEST) continue;
    const candidate = text.slice(start, end);
    if (!id.test(candidate)) continue;
    if (!found) found = [candidate];
    else if (!found.includes(candidate)) found.push(candidate);
  }
  return found ?? none;
};

/** Ids in the name of what a hop happened to; of an execution its name, whatever it looks like. */
export const idsOfResource = (resource: string): readonly string[] => {
  const ids = idsIn(resource);
  const isExecution = isArnOf(resource, "states", "execution") || isArnOf(resource, "states", "express");
  // `…:execution:<machine>:<name>`, and of an Express one its run after that.
  const name = isExecution ? resource.split(":", 8)[7] : undefined;
  return name === undefined || ids.includes(name) ? ids : [...ids, name];
};

/** The id a request from outside is about: the one in its path, or the first in its payload that says what it is. */
export const subjectOf = (resource: string, ids: readonly string[]): string | undefined =>
  idsIn(resource).at(-1) ?? ids.find((one) => prefixedUlid.test(one));
