/** Jackson's default for the depth of objects and lists in each other, which services of AWS parse JSON with. */
const DEEPEST = 1000;

/**
 * `JSON.parse` for what anybody may send: throws a `SyntaxError` for JSON that is nested too deeply as well, before
 * code that walks values runs out of stack.
 */
export const parseJson = (text: string): unknown => {
  if (text.length > 2 * DEEPEST && isDeep(text))
    throw new SyntaxError(`objects and lists are nested more than ${DEEPEST} deep`);
  return JSON.parse(text);
};

const isDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (quoted) {
      if (char === BACKSLASH) index++;
      else if (char === QUOTE) quoted = false;
    } else if (char === QUOTE) quoted = true;
    else if (char === BRACE || char === BRACKET) {
      if (++depth > DEEPEST) return true;
    } else if (char === BRACE + 2 || char === BRACKET + 2) depth--;
  }
  return false;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// Each is two before the one that closes it.
const BRACKET = 0x5b;
const BRACE = 0x7b;
