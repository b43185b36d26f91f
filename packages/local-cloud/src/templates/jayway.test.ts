import { expect, test } from "vitest";
import { jaywayCases, refusedPaths, store } from "./jayway.cases.ts";
import { compileJayway } from "./jayway.ts";
import { JsonPathError } from "./json-path-error.ts";

test.each(jaywayCases)("$path", ({ path, expected, definite }) => {
  const compiled = compileJayway(path);
  expect(compiled.select(store)).toEqual(expected);
  if (definite !== undefined) expect(compiled.definite).toBe(definite);
});

test.each(refusedPaths)("%s is refused", (path) => {
  expect(() => compileJayway(path)).toThrow(JsonPathError);
});
