/** Round values from 0 to at least `most`, about `count` steps apart: 0, 20, 40, 60 for 55. */
export const roundTicks = (most: number, count = 4, smallestStep = 1): number[] => {
  const rough = Math.max(most, smallestStep) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(smallestStep, ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10) * power);
  return Array.from(
    { length: Math.ceil(Math.max(most, smallestStep) / step) + 1 },
    (_, index) => index * step,
  );
};

/** How many places apart names can be, so that they fit: 1, 2, 3, 6 or 12. */
export const everyNth = (count: number, width: number, nameWidth: number) =>
  [1, 2, 3, 6, 12, 24].find((step) => (count / step) * nameWidth <= width) ?? 24;
