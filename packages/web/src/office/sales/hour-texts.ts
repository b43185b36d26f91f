import type { HourPair, Measure } from "./compare.ts";
import { hourName, measures } from "./measures.ts";

/** What an hour of the day brought, or why there is nothing to say. */
export const nowText = ({ state, sold }: HourPair, measure: Measure) => {
  const value = measures[measure].write(sold[measure]);
  if (state === "missing") return "no such hour";
  if (state === "ahead") return "to come";
  return state === "running" ? `${value} so far` : value;
};

/** The same hour a week before. */
export const beforeText = ({ before }: HourPair, measure: Measure) =>
  before ? measures[measure].write(before[measure]) : "no such hour";

/** Both, in a sentence. */
export const hourText = (pair: HourPair, measure: Measure) =>
  `${hourName(pair)}: ${nowText(pair, measure)}, a week before ${beforeText(pair, measure)}`;
