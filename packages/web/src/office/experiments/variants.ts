import type { VariantDay } from "@sourdough/events-schema/http";
import { difference, type Estimate, share } from "./interval.ts";

export interface Variant {
  variant: string;
  exposures: number;
  conversions: number;
  /** Orders of a visit it was shown in; nothing until it was shown. */
  rate: Estimate | undefined;
}

export interface Experiment {
  experiment: string;
  variants: Variant[];
  /** `YYYY-MM-DD`, of the first and the last day that counts. */
  from: string;
  to: string;
}

/** All days of each experiment together, those that ran last first; variants by name, so that they keep their places. */
export const experimentsOf = (days: readonly VariantDay[]): Experiment[] =>
  [...Map.groupBy(days, ({ experiment }) => experiment)]
    .map(([experiment, all]): Experiment => {
      const sorted = all.map(({ day }) => day).sort();
      return { experiment, variants: variantsOf(all), from: sorted[0]!, to: sorted.at(-1)! };
    })
    .sort((one, other) => other.to.localeCompare(one.to) || one.experiment.localeCompare(other.experiment));

const variantsOf = (days: readonly VariantDay[]): Variant[] =>
  [...Map.groupBy(days, ({ variant }) => variant)]
    .map(([variant, some]): Variant => {
      const exposures = some.reduce((sum, day) => sum + day.exposures, 0);
      const conversions = some.reduce((sum, day) => sum + day.conversions, 0);
      return { variant, exposures, conversions, rate: share(conversions, exposures) };
    })
    .sort((one, other) => one.variant.localeCompare(other.variant));

export interface Verdict {
  /** The two that are compared, that with more orders first. */
  leader: string;
  other: string;
  /** In shares: 0.01 is one point. */
  ahead: Estimate;
  /** Whether chance alone would hardly do that: the interval does not hold zero. */
  isClear: boolean;
}

/** The two variants with most orders of a visit, held against each other; nothing until two were shown. */
export const verdictOf = ({ variants }: Experiment): Verdict | undefined => {
  const [first, second] = variants
    .flatMap(({ variant, rate }) => (rate ? { variant, rate } : []))
    .sort((one, other) => other.rate.value - one.rate.value);
  if (!first || !second) return undefined;
  const ahead = difference(first.rate, second.rate);
  return { leader: first.variant, other: second.variant, ahead, isClear: ahead.low > 0 };
};
