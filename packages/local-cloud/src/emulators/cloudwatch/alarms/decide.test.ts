import { describe, expect, test } from "vitest";
import { decide, type MissingData } from "./decide.ts";
import { allOfThree, twoOfThree } from "./missing-data.cases.ts";

const treatments: readonly MissingData[] = ["missing", "ignore", "breaching", "notBreaching"];
const pointsOf = (row: string) => row.split(" ").map((point) => (point === "-" ? undefined : point === "X"));

const tables = [
  ["three of three", allOfThree, 3],
  ["two of three", twoOfThree, 2],
] as const;
describe.each(tables)("%s", (_, rows, datapointsToAlarm) => {
  test.each(rows)("%s", (points, ...outcomes) => {
    const decided = treatments.map(
      (missingData) =>
        decide(pointsOf(points), { evaluationPeriods: 3, datapointsToAlarm, missingData }) ?? "retained",
    );
    expect(decided).toEqual(outcomes);
  });
});

test("one breaching point that is not old enough is no alarm yet", () => {
  const rules = { evaluationPeriods: 3, datapointsToAlarm: 2, missingData: "missing" } as const;
  expect(decide(pointsOf("- - - - X"), rules)).toBe("OK");
});

test("one of one keeps looking at its last real point while the range holds it", () => {
  const rules = { evaluationPeriods: 1, datapointsToAlarm: 1, missingData: "notBreaching" } as const;
  expect(["- - X", "- X -", "X - -", "- - -"].map((points) => decide(pointsOf(points), rules))).toEqual([
    "ALARM",
    "ALARM",
    "ALARM",
    "OK",
  ]);
});
