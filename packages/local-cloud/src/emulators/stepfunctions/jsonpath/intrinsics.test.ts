import { expect, test } from "vitest";
import { JsonPathError } from "../../../templates/json-path-error.ts";
import { PathError } from "../errors.ts";
import { deepestIntrinsic, failedIntrinsics, intrinsicCases, refusedIntrinsics } from "./intrinsics.cases.ts";
import { compileIntrinsic } from "./intrinsics.ts";

const bindings = { states: { context: { Execution: { Name: "run" } } }, seen: { count: 3 } };
const run = (call: string, data: unknown = {}) => compileIntrinsic(call)(bindings, data);

test.each(intrinsicCases)("$call of $data", ({ call, data, expected }) => {
  const result = run(call, data);
  const { pattern } = (expected ?? {}) as { pattern?: RegExp };
  if (pattern) expect(result).toMatch(pattern);
  // JSON has no -0.
  else expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
});

test.each(failedIntrinsics)("$call fails: $message", ({ call, data, message }) => {
  let failure: unknown;
  try {
    run(call, data);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(PathError);
  expect(failure).toMatchObject({
    error: "States.IntrinsicFailure",
    message: expect.stringMatching(message),
  });
});

test.each(refusedIntrinsics)("%s is refused before it runs", (call) => {
  expect(() => compileIntrinsic(call)).toThrow(JsonPathError);
});

test("ten calls may be within each other", () => {
  expect(JSON.stringify(run(deepestIntrinsic))).toBe("[[[[[[[[[[1]]]]]]]]]]");
});

test("MathRandom stays within its bounds, and gives the same for the same seed", () => {
  const drawn = Array.from({ length: 200 }, () => run("States.MathRandom(-2, 2)") as number);
  expect(new Set(drawn)).toEqual(new Set([-2, -1, 0, 1]));
  expect(run("States.MathRandom(1, 1000000, 7)")).toBe(run("States.MathRandom(1, 1000000, 7)"));
});

test("a thousand items are as many as a range may have", () => {
  expect(run("States.ArrayRange(1, 1000, 1)")).toHaveLength(1000);
});
