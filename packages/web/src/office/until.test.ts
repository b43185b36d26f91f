import { expect, test } from "vitest";
import { isSoon, until } from "./until.ts";

const now = Date.parse("2026-11-23T12:00:00.000Z");

test.each([
  ["2026-11-23T11:00:00.000Z", "now"],
  ["2026-11-23T12:00:01.000Z", "in 1 min"],
  ["2026-11-23T12:59:00.000Z", "in 59 min"],
  ["2026-11-23T18:05:00.000Z", "in 6 h 5 min"],
  ["2026-11-30T12:00:00.000Z", "in 7 days"],
])("%s is %s", (at, words) => {
  expect(until(Date.parse(at), now)).toBe(words);
});

test("soon is within two days", () => {
  expect(isSoon(Date.parse("2026-11-25T11:59:00.000Z"), now)).toBe(true);
  expect(isSoon(Date.parse("2026-11-25T12:00:00.000Z"), now)).toBe(false);
});
