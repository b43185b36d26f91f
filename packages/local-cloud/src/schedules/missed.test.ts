import { expect, test } from "vitest";
import { readTimetable } from "./expression.ts";
import { resumeAt } from "./missed.ts";

const at = (time: string) => Date.parse(`2026-06-${time}Z`);
const timetable = (expression: string) =>
  readTimetable(expression, { dialect: "scheduler", begins: at("01T00:00:00") })!;
const cases: [expression: string, from: string, now: string, goesOnAt: string][] = [
  ["rate(1 minute)", "01T00:00:00", "29T12:00:30", "29T12:00:00"],
  ["rate(1 day)", "01T00:00:01", "09T12:00:00", "09T00:00:00"],
  ["cron(0 8 * * ? *)", "01T09:00:00", "02T07:00:00", "01T09:00:00"],
  ["cron(0 8 * * ? *)", "01T09:00:00", "05T08:00:00", "05T08:00:00"],
  ["at(2026-06-03T08:00:00)", "01T00:00:00", "20T00:00:00", "03T08:00:00"],
  ["at(2026-06-03T08:00:00)", "04T00:00:00", "20T00:00:00", "04T00:00:00"],
  ["rate(1 hour)", "05T00:00:00", "04T00:00:00", "05T00:00:00"],
];

test.each(cases)("%s, from %s, at %s, goes on at %s", (expression, from, now, goesOnAt) => {
  expect(resumeAt(timetable(expression), at(from), at(now))).toBe(at(goesOnAt));
});
