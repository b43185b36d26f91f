import type { Sales } from "@sourdough/order-client";
import { expect, test } from "vitest";
import { compareDays, type Days, growth, hoursShown, summarize, together } from "./compare.ts";

const timeZone = "Europe/Berlin";
const days = (day: string, dayBefore: string, now: string): Days => ({
  day,
  dayBefore,
  timeZone,
  now: Date.parse(now),
});

/** One order in each hour that begins then, of two products. */
const sales = (...hours: [startsAt: string, cents: number][]): Sales => ({
  hours: hours.map(([startsAt]) => ({
    day: startsAt.slice(0, 10),
    hour: 0,
    startsAt,
    currency: "EUR",
    orders: 1,
    notCollected: 0,
    refundedCents: 0,
  })),
  products: hours.flatMap(([startsAt, cents]) =>
    ["rye", "bun"].map((sku) => ({
      day: startsAt.slice(0, 10),
      hour: 0,
      startsAt,
      currency: "EUR",
      sku,
      pieces: 2,
      notCollectedPieces: 0,
      revenueCents: cents / 2,
    })),
  ),
});
const none = sales();
const at = (pairs: ReturnType<typeof compareDays>, key: string) => pairs.find((pair) => pair.key === key);

test("holds each hour against the same hour of the week before", () => {
  const today = days("2026-11-29", "2026-11-22", "2026-11-29T09:20:00.000Z");
  const pairs = compareDays(
    sales(["2026-11-29T07:00:00.000Z", 1200], ["2026-11-29T09:00:00.000Z", 300]),
    sales(["2026-11-22T07:00:00.000Z", 1000], ["2026-11-22T12:00:00.000Z", 800]),
    today,
  );

  expect(pairs).toHaveLength(24);
  expect(at(pairs, "8/0")).toMatchObject({
    state: "over",
    sold: { revenueCents: 1200, orders: 1, pieces: 4 },
    before: { revenueCents: 1000, orders: 1, pieces: 4 },
  });
  expect(at(pairs, "9/0")).toMatchObject({ state: "over", sold: { orders: 0 }, before: { orders: 0 } });
  expect(at(pairs, "10/0")).toMatchObject({ state: "running", sold: { revenueCents: 300 } });
  expect(at(pairs, "13/0")).toMatchObject({ state: "ahead", before: { revenueCents: 800 } });
});

test("compares only hours that are over, and says until when", () => {
  const today = days("2026-11-29", "2026-11-22", "2026-11-29T09:20:00.000Z");
  const pairs = compareDays(
    sales(["2026-11-29T07:00:00.000Z", 1200], ["2026-11-29T09:00:00.000Z", 300]),
    sales(["2026-11-22T07:00:00.000Z", 1000], ["2026-11-22T09:00:00.000Z", 700]),
    today,
  );

  expect(summarize(pairs)).toMatchObject({
    sold: { revenueCents: 1500, orders: 2, pieces: 8 },
    before: { revenueCents: 1700 },
    over: { sold: { revenueCents: 1200 }, before: { revenueCents: 1000 } },
    until: 10,
  });
});

test("before the day begins there is nothing to compare", () => {
  const tomorrow = days("2026-11-30", "2026-11-23", "2026-11-29T09:20:00.000Z");
  const summary = summarize(compareDays(none, sales(["2026-11-23T07:00:00.000Z", 1000]), tomorrow));

  expect(summary).toMatchObject({ over: { before: { revenueCents: 0 } }, until: undefined });
  expect(summary.before.revenueCents).toBe(1000);
});

test("the hour that the clock skips is there, with what last week sold in it, and is not this week's", () => {
  const spring = days("2026-03-29", "2026-03-22", "2026-03-29T20:00:00.000Z");
  const pairs = compareDays(
    sales(["2026-03-29T01:00:00.000Z", 500]),
    sales(["2026-03-22T01:00:00.000Z", 400], ["2026-03-22T02:00:00.000Z", 600]),
    spring,
  );

  expect(pairs).toHaveLength(24);
  expect(at(pairs, "2/0")).toMatchObject({
    state: "missing",
    sold: { orders: 0 },
    before: { revenueCents: 400 },
  });
  expect(at(pairs, "3/0")).toMatchObject({ sold: { revenueCents: 500 }, before: { revenueCents: 600 } });
});

test("the hour that is there twice has two places, and last week's is beside the first", () => {
  const autumn = days("2026-10-25", "2026-10-18", "2026-10-25T20:00:00.000Z");
  const pairs = compareDays(
    sales(["2026-10-25T00:00:00.000Z", 500], ["2026-10-25T01:00:00.000Z", 700]),
    sales(["2026-10-18T00:00:00.000Z", 400]),
    autumn,
  );

  expect(pairs).toHaveLength(25);
  expect(at(pairs, "2/0")).toMatchObject({ sold: { revenueCents: 500 }, before: { revenueCents: 400 } });
  expect(at(pairs, "2/1")).toMatchObject({ sold: { revenueCents: 700 }, before: undefined });
  expect(summarize(pairs).sold.revenueCents).toBe(1200);
});

test("the week after has a place for last week's second hour", () => {
  const after = days("2026-11-01", "2026-10-25", "2026-11-01T20:00:00.000Z");
  const pairs = compareDays(none, sales(["2026-10-25T01:00:00.000Z", 700]), after);

  expect(at(pairs, "2/1")).toMatchObject({ state: "missing", before: { revenueCents: 700 } });
  expect(summarize(pairs).over.before.revenueCents).toBe(700);
});

test("adds up stores whose clocks differ, by the hour on the wall", () => {
  const now = "2026-11-29T09:20:00.000Z";
  const berlin = compareDays(
    sales(["2026-11-29T08:00:00.000Z", 100]),
    none,
    days("2026-11-29", "2026-11-22", now),
  );
  const london = compareDays(sales(["2026-11-29T09:00:00.000Z", 200]), none, {
    ...days("2026-11-29", "2026-11-22", now),
    timeZone: "Europe/London",
  });
  const both = together([berlin, london]);

  expect(at(both, "9/0")).toMatchObject({ state: "running", sold: { revenueCents: 300, orders: 2 } });
  expect(at(both, "8/0")).toMatchObject({ state: "over" });
  expect(at(both, "11/0")).toMatchObject({ state: "ahead" });
});

test("shows the hours of a bakery, and those in which somebody bought all the same", () => {
  const today = days("2026-11-29", "2026-11-22", "2026-11-29T21:20:00.000Z");
  const keys = (pairs: ReturnType<typeof compareDays>) => hoursShown(pairs).map(({ hour }) => hour);

  expect(keys(compareDays(none, none, today))).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  const early = compareDays(
    sales(["2026-11-29T04:00:00.000Z", 100]),
    sales(["2026-11-22T20:00:00.000Z", 100]),
    today,
  );
  expect([keys(early)[0], keys(early).at(-1)]).toEqual([5, 21]);
});

test.each([
  [112, 100, 0.12],
  [50, 100, -0.5],
  [0, 100, -1],
  [100, 0, undefined],
])("%d after %d is a growth of %s", (now, before, expected) => {
  expect(growth(now, before)).toBe(expected);
});
