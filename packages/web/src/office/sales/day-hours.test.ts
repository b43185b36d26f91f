import { expect, test } from "vitest";
import { addDays, dayAt, hoursOfDay } from "./day-hours.ts";

const hour = 3_600_000;

test.each([
  ["an ordinary day", "2026-11-29", "Europe/Berlin", 24, "2026-11-28T23:00:00.000Z"],
  ["the clock goes forward", "2026-03-29", "Europe/Berlin", 23, "2026-03-28T23:00:00.000Z"],
  ["the clock goes back", "2026-10-25", "Europe/Berlin", 25, "2026-10-24T22:00:00.000Z"],
  ["half an hour off", "2026-11-29", "Asia/Kolkata", 24, "2026-11-28T18:30:00.000Z"],
  ["far in the east", "2026-11-29", "Pacific/Kiritimati", 24, "2026-11-28T10:00:00.000Z"],
  ["far in the west", "2026-11-29", "Pacific/Pago_Pago", 24, "2026-11-29T11:00:00.000Z"],
])("%s has its hours, without a gap", (_, day, timeZone, count, firstAt) => {
  const hours = hoursOfDay(day, timeZone);

  expect(hours).toHaveLength(count);
  expect(new Date(hours[0]!.startsAt).toISOString()).toBe(firstAt);
  for (const [index, { startsAt }] of hours.entries())
    expect(startsAt).toBe(hours[0]!.startsAt + index * hour);
});

test("one hour is missing in spring, and one is there twice in autumn", () => {
  const names = (day: string) => hoursOfDay(day, "Europe/Berlin").map(({ hour, turn }) => `${hour}/${turn}`);

  expect(names("2026-03-29").slice(0, 4)).toEqual(["0/0", "1/0", "3/0", "4/0"]);
  expect(names("2026-10-25").slice(0, 5)).toEqual(["0/0", "1/0", "2/0", "2/1", "3/0"]);
});

test("it is the store's day, not the reader's", () => {
  const late = Date.parse("2026-11-29T23:30:00.000Z");

  expect(dayAt(late, "Europe/Berlin")).toBe("2026-11-30");
  expect(dayAt(late, "Europe/London")).toBe("2026-11-29");
});

test.each([
  ["2026-11-29", -7, "2026-11-22"],
  ["2026-03-02", -7, "2026-02-23"],
  ["2026-03-29", 1, "2026-03-30"],
  ["2027-01-01", -1, "2026-12-31"],
])("%s and %d days is %s", (day, days, other) => {
  expect(addDays(day, days)).toBe(other);
});
