import { compileMatch } from "./match.ts";
import type { Dialect } from "./operators.ts";
import { invalidPattern, parsePattern } from "./parse-pattern.ts";

/** A compiled event pattern. */
export interface Matcher {
  /** Paths the pattern looks at, joined with dots: `detail.metadata.version`. */
  readonly paths: readonly string[];
  matches(event: unknown): boolean;
}

/**
 * Compiles an EventBridge event pattern (JSON text or its parsed form). Throws `InvalidEventPatternException` with
 * the path and the reason. Dialect `filter` is the smaller language of pipes and event source mappings.
 */
export const compile = (pattern: unknown, options: { dialect: Dialect }): Matcher =>
  compileMatch(parsePattern(typeof pattern === "string" ? parseJson(pattern) : pattern, options.dialect));

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidPattern((error as Error).message);
  }
};
