const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

/** The smallest value that at least `share` (0 to 1) of the values do not exceed; NaN when there is none. */
export const percentile = (values: readonly number[], share: number): number =>
  sorted(values)[Math.max(Math.ceil(values.length * share) - 1, 0)] ?? Number.NaN;

export const median = (values: readonly number[]): number => percentile(values, 0.5);
