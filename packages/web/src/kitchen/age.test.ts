import { expect, test } from "vitest";
import { age } from "./age.ts";

const since = "2026-11-23T07:30:00.000Z";

test.each([
  ["2026-11-23T07:29:58.000Z", "just now", false],
  ["2026-11-23T07:30:59.000Z", "just now", false],
  ["2026-11-23T07:39:59.000Z", "9 min", false],
  ["2026-11-23T07:40:00.000Z", "10 min", true],
  ["2026-11-23T09:35:00.000Z", "2 h 5 min", true],
])("at %s an order of 07:30 is %s old", (now, words, isLong) => {
  expect(age(since, Date.parse(now))).toEqual({ words, isLong });
});
