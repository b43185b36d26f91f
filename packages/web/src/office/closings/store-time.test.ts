import { expect, test } from "vitest";
import { dayInWords, nextClosing, storeTime } from "./store-time.ts";

test.each([
  ["2026-07-01T17:00:00.000Z", "Europe/Berlin", { words: "19:00", hours: 19 }],
  ["2026-11-29T18:30:00.000Z", "Europe/Berlin", { words: "19:30", hours: 19.5 }],
  ["2026-11-29T23:30:00.000Z", "Europe/London", { words: "23:30", hours: 23.5 }],
])("%s in %s", (at, timeZone, time) => {
  expect(storeTime(at, timeZone)).toEqual(time);
});

test("a day is that day wherever it is read", () => {
  expect(dayInWords("2026-11-29")).toBe("Sun, 29 Nov");
});

test.each([
  ["2026-11-29T10:00:30Z", "19:00", "2026-11-29T18:00:00.000Z"],
  ["2026-11-29T18:00:30Z", "19:00", "2026-11-29T18:00:00.000Z"],
  ["2026-11-29T18:01:00Z", "19:00", "2026-11-30T18:00:00.000Z"],
  // Over the night when summer time begins, and when it ends.
  ["2027-03-27T18:30:00Z", "19:00", "2027-03-28T17:00:00.000Z"],
  ["2027-10-30T17:30:00Z", "19:00", "2027-10-31T18:00:00.000Z"],
])("at %s a store that closes at %s closes next at %s", (now, closingTime, next) => {
  expect(nextClosing(closingTime, "Europe/Berlin", Date.parse(now))).toBe(next);
});
