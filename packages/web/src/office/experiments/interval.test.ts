import { expect, test } from "vitest";
import { difference, share } from "./interval.ts";

/** Table I of Newcombe 1998, Statistics in Medicine 17, 857: Wilson's score without continuity correction. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%d of %d are between %d and %d", (successes, trials, low, high) => {
  const found = share(successes, trials)!;

  expect(found.value).toBeCloseTo(successes / trials, 10);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test("nothing is known without a trial, and no more than all can be a success", () => {
  expect(share(0, 0)).toBeUndefined();
  expect(share(3, 2)).toMatchObject({ value: 1, high: 1 });
});

/** Table II of Newcombe 1998, Statistics in Medicine 17, 873: method 10. */
test.each([
  [[56, 70], [48, 80], 0.0524, 0.3339],
  [[9, 10], [3, 10], 0.1705, 0.809],
  [[6, 7], [2, 7], 0.0582, 0.8062],
  [[5, 56], [0, 29], -0.0381, 0.1926],
  [[0, 10], [0, 10], -0.2775, 0.2775],
  [[10, 10], [0, 10], 0.6075, 1],
] as const)("%j less %j is between %d and %d", ([one, of], [other, ofOther], low, high) => {
  const found = difference(share(one, of)!, share(other, ofOther)!);

  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});
