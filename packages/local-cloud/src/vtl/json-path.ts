import { compileJayway } from "../templates/jayway.ts";
import { JsonPathError } from "../templates/json-path-error.ts";
import { VtlError } from "./syntax.ts";

/** A compiled JSONPath; missing values give `undefined`, a path with wildcards a list. */
export type JsonPath = (root: unknown) => unknown;

const cache = new Map<string, JsonPath>();

/** Compiles a JSONPath of the kind `$input.path` takes. Throws VtlError. */
export const jsonPath = (path: string): JsonPath => {
  let compiled = cache.get(path);
  if (!compiled) {
    compiled = compile(path);
    cache.set(path, compiled);
  }
  return compiled;
};

const compile = (path: string): JsonPath => {
  try {
    const { definite, select } = compileJayway(path);
    return (root) => (definite ? select(root)[0] : select(root));
  } catch (error) {
    throw error instanceof JsonPathError ? new VtlError(error.message) : error;
  }
};
