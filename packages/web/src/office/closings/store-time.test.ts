import { expect, test } from "vitest";
import { dayInWords, nextClosing, storeHours } from "./store-time.ts";

test.each([
  ["2026-07-01T17:00:00.000Z", "Europe/Berlin", 19],
  ["2026-11-29T18:30:00.000Z", "Europe/Berlin", 19.5],
  ["2026-11-29T00:00:00.000Z", "Europe/London", 0],
])("%s in %s is %d o'clock", (at, timeZone, hours) => {
  expect(storeHours(Date.parse(at), timeZone)).toBe(hours);
});

test.each([
  ["2026-11-29T10:00:20.000Z", "19:00", "Europe/Berlin", "2026-11-29T18:00:00.000Z"],
  ["2026-11-29T18:00:20.000Z", "19:00", "Europe/Berlin", "2026-11-30T18:00:00.000Z"],
  ["2026-11-29T18:29:00.000Z", "19:30", "Europe/Berlin", "2026-11-29T18:30:00.000Z"],
  ["2027-03-27T19:00:00.000Z", "19:00", "Europe/Berlin", "2027-03-28T17:00:00.000Z"],
  ["2026-10-24T19:00:00.000Z", "19:00", "Europe/Berlin", "2026-10-25T18:00:00.000Z"],
])("at %s a store that closes at %s in %s closes at %s", (now, closingTime, timeZone, at) => {
  expect(new Date(nextClosing(closingTime, timeZone, Date.parse(now))).toISOString()).toBe(at);
});

test("a day is that day wherever it is read", () => {
  expect(dayInWords("2026-11-29")).toMatch(/^Sun,? 29 Nov$/);
});
