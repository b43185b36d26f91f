/** Of what is kept and shown: DynamoDB takes 32 levels, two of JSON each, and no other service more. */
export const DEEPEST_PAYLOAD = 200;

/**
 * About how many characters a value has as JSON: text counts, and eight for anything else. Infinite when it is nested more
 * than `most` deep: that, no recursive function can take.
 */
export const charactersOf = (value: unknown, most: number): number =>
  typeof value === "string"
    ? value.length
    : typeof value === "object" && value !== null
      ? charactersIn(value, most)
      : ONE;

/** `charactersOf`, which looks once at what is handed on from hop to hop. */
export const createCharacterCount = (most: number): ((value: unknown) => number) => {
  const recent: { value: unknown; characters: number }[] = [];
  let next = 0;
  return (value) => {
    if (typeof value !== "object" || value === null) return charactersOf(value, most);
    for (const one of recent) if (one.value === value) return one.characters;
    const characters = charactersOf(value, most);
    recent[next] = { value, characters };
    next = (next + 1) % REMEMBERED;
    return characters;
  };
};

const REMEMBERED = 8;
const ONE = 8;

// Every payload passes here: looking at the type before the call takes a third of the time. With for-in, V8 optimizes this
// function, finds that it must not, and begins again, for ever.
const charactersIn = (value: object, most: number): number => {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (most === 0) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const entry of (Array.isArray(value) ? value : Object.values(value)) as unknown[])
    if (typeof entry === "string") sum += entry.length;
    else sum += typeof entry === "object" && entry !== null ? charactersIn(entry, most - 1) : ONE;
  return sum;
};

/**
 * Whether JSON text is nested more than `most` deep, without parsing it; brackets in its strings do not count. Of what is no
 * JSON it may not tell.
 */
export const isTextDeeper = (json: string, most: number): boolean => {
  let depth = 0;
  let quoted = false;
  // Each level has two brackets.
  if (json.length <= 2 * most) return false;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === QUOTE) quoted = !quoted;
    else if (quoted) at += char === BACKSLASH ? 1 : 0;
    else if (char === BRACE || char === BRACKET) {
      if (++depth > most) return true;
    } else if (char === BRACE + 2 || char === BRACKET + 2) depth--;
  }
  return false;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// Each is two before the one that closes it.
const BRACKET = 0x5b;
const BRACE = 0x7b;
