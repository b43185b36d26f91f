import { expect, test } from "vitest";
import { createEvaluator, readExpression } from "./evaluate.ts";
import type { Points, Value } from "./values.ts";

const grid = { starts: [10, 11, 12, 13], periodMinutes: 1 };
const none = undefined;
const data: Record<string, Points> = {
  a: [1, 2, none, 4],
  b: [10, none, 30, 0],
  empty: [none, none, none, none],
};
const evaluate = (source: string): Value => {
  const ids = new Set([...Object.keys(data), "e"]);
  const metrics = Object.entries(data).map(([id, points]) => ({
    id,
    read: ({ starts }: { starts: readonly number[] }) =>
      starts.map((start) => (start < 10 ? start : points[start - 10])),
  }));
  return createEvaluator([{ id: "e", expression: readExpression(source, ids) }, ...metrics]).valueOf(
    "e",
    grid,
  );
};
const pointsOf = (source: string) => {
  const value = evaluate(source);
  return value.kind === "series" ? value.points : value.kind === "scalar" ? value.value : value;
};

test.each<[string, unknown]>([
  ["a + b", [11, none, none, 4]],
  ["2 * a - 1", [1, 3, none, 7]],
  ["-a ^ 2", [1, 4, none, 16]],
  ["a / b", [0.1, none, none, none]],
  ["a > 1 AND a < 4", [0, 1, none, 0]],
  ["a == 1 || a == 4", [1, 0, none, 1]],
  ["FILL(a, 0)", [1, 2, 0, 4]],
  ["FILL(a, REPEAT)", [1, 2, 2, 4]],
  ["FILL(a, LINEAR)", [1, 2, 3, 4]],
  ["IF(a > 1, b, -1)", [-1, none, none, 0]],
  ["IF(a > 1, b)", [none, none, none, 0]],
  ["SUM([a, b, empty])", [11, 2, 30, 4]],
  ["SUM([empty, empty])", [none, none, none, none]],
  ["MAX(METRICS())", [10, 2, 30, 4]],
  ["SUM(a)", 7],
  ["AVG(a)", 7 / 3],
  ["MIN([a, b])", [1, 2, 30, 0]],
  ["DIFF(a)", [none, 1, none, 2]],
  ["RATE(a)", [none, 1 / 60, none, 2 / 120]],
  ["a / PERIOD(a)", [1 / 60, 2 / 60, none, 4 / 60]],
  ["RUNNING_SUM(a)", [1, 3, none, 7]],
  ["CEIL(a / 3)", [1, 1, none, 2]],
  ["(a + 1) * 2", [4, 6, none, 10]],
  ["1 - 2 - 3", -4],
])("%s", (source, expected) => {
  expect(pointsOf(source)).toEqual(expected);
});

test("a band is what the periods before were, give or take deviations", () => {
  // Before the grid the metric is its own minute: of 180 periods before minute 10, the mean is -80.5.
  const band = evaluate("ANOMALY_DETECTION_BAND(a, 1)") as Extract<Value, { kind: "band" }>;
  const deviation = Math.sqrt((180 ** 2 - 1) / 12);
  expect(band.lower[0]).toBeCloseTo(-80.5 - deviation, 6);
  expect(band.upper[0]).toBeCloseTo(-80.5 + deviation, 6);
});
