import { isTextDeeper } from "./nesting.ts";

/** Jackson's default for the depth of objects and lists in each other, which services of AWS parse JSON with. */
const DEEPEST = 1000;

/**
 * `JSON.parse` for what anybody may send: throws a `SyntaxError` for JSON that is nested too deeply as well, before
 * code that walks values runs out of stack.
 */
export const parseJson = (text: string): unknown => {
  if (isTextDeeper(text, DEEPEST))
    throw new SyntaxError(`objects and lists are nested more than ${DEEPEST} deep`);
  return JSON.parse(text);
};

export const isJson = (text: string): boolean => {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
};
