import { money } from "../../ui/money.ts";
import { count, counted } from "../counts.ts";
import type { HourPair, Measure } from "./compare.ts";

const wholeEuros = new Intl.NumberFormat("en-IE", {
  style: "currency",
  currency: "EUR",
  maximumFractionDigits: 0,
});
const percent = new Intl.NumberFormat("en-IE", {
  style: "percent",
  signDisplay: "exceptZero",
  maximumFractionDigits: 0,
});

/** What can be counted, how it is called, and how it is written: in full, and on an axis. */
export const measures: Record<
  Measure,
  { name: string; write(value: number): string; short(value: number): string; smallestStep: number }
> = {
  revenueCents: {
    name: "Revenue",
    write: money,
    short: (cents) => wholeEuros.format(cents / 100),
    smallestStep: 100,
  },
  orders: { name: "Orders", write: (value) => counted(value, "order"), short: count, smallestStep: 1 },
  pieces: { name: "Pieces", write: (value) => counted(value, "piece"), short: count, smallestStep: 1 },
};

/** 0.12 -> +12%; what there is nothing to compare with is new. */
export const growthText = (growth: number | undefined) =>
  growth === undefined ? "new" : percent.format(growth);

/** 9 -> 9:00; the second two o'clock of a night is 2:00 again. */
export const hourName = ({ hour, turn }: Pick<HourPair, "hour" | "turn">) =>
  `${hour}:00${turn ? " again" : ""}`;

/** Which way it goes, of what is seen of it: less than half a percent is none. */
export const wayOf = (growth: number) => {
  const percent = Math.round(growth * 100);
  return percent === 0 ? "level" : percent < 0 ? "down" : "up";
};
