import { expect, test } from "vitest";
import { storeHourOf } from "./store-hour.ts";

test.each([
  ["2026-11-29T07:30:12.345Z", { day: "2026-11-29", hour: 8, startsAt: "2026-11-29T07:00:00.000Z" }],
  ["2026-11-29T23:00:00.000Z", { day: "2026-11-30", hour: 0, startsAt: "2026-11-29T23:00:00.000Z" }],
  ["2026-07-01T22:59:59.999Z", { day: "2026-07-02", hour: 0, startsAt: "2026-07-01T22:00:00.000Z" }],
])("%s is an hour of the store's own clock", (at, hour) => {
  expect(storeHourOf("store-1", at)).toEqual(hour);
});

test("the hour that comes twice when the clock goes back is two hours", () => {
  const first = storeHourOf("store-1", "2026-10-25T00:30:00.000Z");
  const second = storeHourOf("store-1", "2026-10-25T01:30:00.000Z");

  expect([first, second]).toEqual([
    { day: "2026-10-25", hour: 2, startsAt: "2026-10-25T00:00:00.000Z" },
    { day: "2026-10-25", hour: 2, startsAt: "2026-10-25T01:00:00.000Z" },
  ]);
});

test("the hour that is skipped when the clock goes forward is nobody's", () => {
  const hours = ["00:59:59.999", "01:00:00.000"].map((time) => storeHourOf("store-1", `2027-03-28T${time}Z`));

  expect(hours.map(({ hour }) => hour)).toEqual([1, 3]);
});

test("a store nobody knows any more has its hours in UTC", () => {
  expect(storeHourOf("store-99", "2026-11-29T07:30:00.000Z")).toMatchObject({ hour: 7 });
});
