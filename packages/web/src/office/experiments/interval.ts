/** From `low` to `high`, with the measured value in between. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** The 97.5th percentile of the normal distribution: 95 of 100 intervals hold what they estimate. */
const z = 1.959964;

/**
 * A share of `trials`, with its Wilson score interval, which holds for small numbers and shares near 0 or 1, too:
 * https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 * Nothing is known without a trial.
 */
export const share = (successes: number, trials: number): Estimate | undefined => {
  if (trials === 0) return undefined;
  const value = Math.min(1, successes / trials);
  const centre = (value + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half =
    (z / (1 + z ** 2 / trials)) * Math.sqrt((value * (1 - value)) / trials + z ** 2 / (4 * trials ** 2));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
};

/**
 * By how much one share is larger than another, with Newcombe's hybrid score interval (his method 10), which is made of
 * the two of Wilson: https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I
 */
export const difference = (one: Estimate, other: Estimate): Estimate => {
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
};
