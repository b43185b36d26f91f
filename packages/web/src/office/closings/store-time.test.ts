import { expect, test } from "vitest";
import { dayInWords, storeTime } from "./store-time.ts";

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
