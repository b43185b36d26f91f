import { isTextDeeper } from "../core/nesting.ts";

/** As much as Jackson takes; what is nested far deeper, no recursive function of JavaScript can take. */
const deepest = 1000;

/** Parses the JSON of a client; throws `SyntaxError` also when it nests too deep. */
export const parseJson = (text: string): unknown => {
  if (isTextDeeper(text, deepest)) throw new SyntaxError(`It nests deeper than ${deepest} levels.`);
  return JSON.parse(text);
};
