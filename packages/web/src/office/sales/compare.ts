import type { Sales } from "@sourdough/order-client";
import { type DayHour, hoursOfDay } from "./day-hours.ts";

export interface Sold {
  revenueCents: number;
  orders: number;
  pieces: number;
}

/** What the page can count in. */
export type Measure = keyof Sold;

/** An hour of two days of the same name. */
export interface HourPair {
  /** `9/0`; `2/1` is the second two o'clock of the night in which the clock goes back. */
  key: string;
  hour: number;
  turn: 0 | 1;
  /** `missing`: the clock skipped it. `ahead`: it has not begun, `running`: it has not ended. */
  state: "over" | "running" | "ahead" | "missing";
  sold: Sold;
  /** Nothing when last week's day had no such hour. */
  before: Sold | undefined;
}

export interface Days {
  /** `YYYY-MM-DD`, by the store's own clock. */
  day: string;
  dayBefore: string;
  timeZone: string;
  /** Milliseconds since the epoch. */
  now: number;
}

export const nothing: Sold = { revenueCents: 0, orders: 0, pieces: 0 };

export const plus = (one: Sold, other: Sold): Sold => ({
  revenueCents: one.revenueCents + other.revenueCents,
  orders: one.orders + other.orders,
  pieces: one.pieces + other.pieces,
});

const keyOf = ({ hour, turn }: Pick<DayHour, "hour" | "turn">) => `${hour}/${turn}`;

/** What was sold in each hour, by when it began. */
const soldByHour = ({ hours, products }: Sales) => {
  const sold = new Map<number, Sold>();
  const add = (startsAt: string, more: Partial<Sold>) => {
    const at = Date.parse(startsAt);
    sold.set(at, plus(sold.get(at) ?? nothing, { ...nothing, ...more }));
  };
  for (const { startsAt, orders } of hours) add(startsAt, { orders });
  for (const { startsAt, pieces, revenueCents } of products) add(startsAt, { pieces, revenueCents });
  return sold;
};

const hour = 3_600_000;
const stateAt = (startsAt: number, now: number) =>
  startsAt > now ? "ahead" : startsAt + hour > now ? "running" : "over";

/** A store's day by the hour, each beside the same hour of the other day; in the order of the clock on the wall. */
export const compareDays = (
  sales: Sales,
  before: Sales,
  { day, dayBefore, timeZone, now }: Days,
): HourPair[] => {
  const sold = soldByHour(sales);
  const soldBefore = soldByHour(before);
  const hours = new Map(hoursOfDay(day, timeZone).map((one) => [keyOf(one), one]));
  const hoursBefore = new Map(hoursOfDay(dayBefore, timeZone).map((one) => [keyOf(one), one]));
  return [...new Map([...hoursBefore, ...hours]).values()]
    .sort((one, other) => one.hour - other.hour || one.turn - other.turn)
    .map(({ hour, turn }): HourPair => {
      const key = keyOf({ hour, turn });
      const here = hours.get(key);
      const there = hoursBefore.get(key);
      return {
        key,
        hour,
        turn,
        state: here ? stateAt(here.startsAt, now) : "missing",
        sold: (here && sold.get(here.startsAt)) ?? nothing,
        before: there && (soldBefore.get(there.startsAt) ?? nothing),
      };
    });
};

/** Hours of several stores as one: an hour has begun when it has anywhere, and is over when it is everywhere. */
export const together = (stores: readonly HourPair[][]): HourPair[] =>
  [...Map.groupBy(stores.flat(), ({ key }) => key).values()]
    .map((pairs): HourPair => {
      const [first] = pairs;
      const befores = pairs.flatMap(({ before }) => before ?? []);
      const states = new Set(pairs.map(({ state }) => state));
      states.delete("missing");
      const state = states.size === 1 ? [...states][0]! : states.size === 0 ? "missing" : "running";
      return {
        ...first!,
        state,
        sold: pairs.map(({ sold }) => sold).reduce(plus, nothing),
        before: befores.length > 0 ? befores.reduce(plus, nothing) : undefined,
      };
    })
    .sort((one, other) => one.hour - other.hour || one.turn - other.turn);

const isEmpty = ({ revenueCents, orders, pieces }: Sold) =>
  revenueCents === 0 && orders === 0 && pieces === 0;

/** The hours worth showing: from 7 to 18 o'clock, and from the first to the last in which anything was sold. */
export const hoursShown = (pairs: readonly HourPair[], opens = 7, closes = 19): HourPair[] => {
  const busy = pairs.filter(({ sold, before }) => !isEmpty(sold) || (before && !isEmpty(before)));
  const from = Math.min(opens, ...busy.map(({ hour }) => hour));
  const to = Math.max(closes - 1, ...busy.map(({ hour }) => hour));
  return pairs.filter(({ hour }) => hour >= from && hour <= to);
};

export interface DaySummary {
  /** All of the day so far, the running hour with it. */
  sold: Sold;
  /** All of the other day. */
  before: Sold;
  /** Of the hours that are over, on both days: what can be compared. */
  over: { sold: Sold; before: Sold };
  /** When the last of them ended, by the store's clock: `14` for 14:00, or nothing when none is over. */
  until: number | undefined;
}

export const summarize = (pairs: readonly HourPair[]): DaySummary => {
  const sum = (some: readonly HourPair[], of: (pair: HourPair) => Sold | undefined) =>
    some.map((pair) => of(pair) ?? nothing).reduce(plus, nothing);
  const over = pairs.filter(({ state }) => state === "over" || state === "missing");
  const last = pairs.findLast(({ state }) => state === "over");
  return {
    sold: sum(pairs, ({ sold }) => sold),
    before: sum(pairs, ({ before }) => before),
    over: last
      ? { sold: sum(over, ({ sold }) => sold), before: sum(over, ({ before }) => before) }
      : { sold: nothing, before: nothing },
    until: last && last.hour + 1,
  };
};

/** By how much of itself `before` grew: 0.12 is 12 % more; nothing when there is nothing to compare with. */
export const growth = (now: number, before: number): number | undefined =>
  before === 0 ? undefined : (now - before) / before;
