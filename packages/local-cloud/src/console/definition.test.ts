import { expect, test } from "vitest";
import { definitionOf } from "./definition.ts";

const next = { Next: "End" };

test("rules of both query languages are labelled with what they ask, and iterators are drawn", () => {
  const { startAt, all } = definitionOf(
    JSON.stringify({
      StartAt: "Pick",
      States: {
        Pick: {
          Type: "Choice",
          Choices: [
            { Condition: "{% $states.input.a %}", ...next },
            { Condition: true, ...next },
            { Variable: "$.a", NumericEquals: 1, ...next },
            {
              And: [
                { Variable: "$.a", IsPresent: true },
                { Not: { Variable: "$.b", StringEqualsPath: "$.c" } },
              ],
              ...next,
            },
          ],
          Default: "Each",
        },
        Each: {
          Type: "Map",
          Iterator: { StartAt: "In", States: { In: { Type: "Pass", End: true } } },
          ...next,
        },
        End: { Type: "Succeed" },
      },
    }),
  );
  expect(startAt).toBe("Pick");
  expect(all.map(({ name }) => name)).toEqual(["Pick", "Each", "In", "End"]);
  expect(all[0]?.next.map(({ label }) => label)).toEqual([
    "$states.input.a",
    "true",
    "$.a NumericEquals 1",
    '$.a IsPresent true and not ($.b StringEqualsPath "$.c")',
    "otherwise",
  ]);
  expect(all[1]?.next).toContainEqual({ to: "In", kind: "branch" });
});
