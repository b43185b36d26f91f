import { expect, test } from "vitest";
import { compileRule } from "./choice.ts";
import { comparisonCases } from "./comparisons.cases.ts";
import { comparisons } from "./comparisons.ts";

const bindings = { states: { context: {} } };

test.each(comparisonCases)("%s of %j and %j is %s", (name, variable, value, holds) => {
  const data = { variable, value };
  const rule = { Variable: "$.variable", [name]: value };
  expect(compileRule(rule)(bindings, data)).toBe(holds);
  if (Object.hasOwn(comparisons, name)) {
    const byPath = { Variable: "$.variable", [`${name}Path`]: "$.value" };
    expect(compileRule(byPath)(bindings, data)).toBe(holds);
  }
});

test.each([
  ["$.a", { a: null }, true],
  ["$.a", {}, false],
  ["$.a.b.c", { a: 1 }, false],
  ["$.a[1]", { a: [0] }, false],
  ["$.a[*].b", { a: [] }, true],
  ["$$.Execution", {}, false],
])("IsPresent of %s in %j is %s", (Variable, data, present) => {
  expect(compileRule({ Variable, IsPresent: true })(bindings, data)).toBe(present);
  expect(compileRule({ Variable, IsPresent: false })(bindings, data)).toBe(!present);
});

test.each([
  [
    {
      And: [
        { Variable: "$.a", IsNumeric: true },
        { Variable: "$.a", NumericGreaterThan: 1 },
      ],
    },
    [false, true],
  ],
  [
    {
      Or: [
        { Variable: "$.a", NumericEquals: 0 },
        { Variable: "$.a", NumericEquals: 2 },
      ],
    },
    [true, true],
  ],
  [{ Not: { Variable: "$.a", NumericEquals: 0 } }, [false, true]],
  [{ Not: { Or: [{ Variable: "$.a", NumericEquals: 2 }] } }, [true, false]],
])("%j", (rule, expected) => {
  expect([0, 2].map((a) => compileRule(rule)(bindings, { a }))).toEqual(expected);
});

test("And ends with the first that does not hold", () => {
  const rule = {
    And: [
      { Variable: "$.a", IsPresent: true },
      { Variable: "$.a", IsString: true },
    ],
  };
  expect(compileRule(rule)(bindings, {})).toBe(false);
});

test.each([
  {},
  { Variable: "$.a" },
  { IsNull: true },
  { Variable: "$.a", IsNull: true, IsString: true },
  { Variable: "$.a", And: [{ Variable: "$.a", IsNull: true }] },
  { Not: { Variable: "$.a", IsNull: true }, Or: [{ Variable: "$.a", IsNull: true }] },
  { Variable: "a", IsNull: true },
  { Variable: "$.a", NumericEqualsPath: "$.b[*]" },
])("%j is no rule", (rule) => {
  expect(() => compileRule(rule)).toThrow();
});
