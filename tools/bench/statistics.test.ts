import { expect, test } from "vitest";
import { median, percentile } from "./statistics.ts";

test("takes the nearest rank", () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);

  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.95)).toBe(190);
  expect(percentile(values, 0.99)).toBe(198);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([])).toBeNaN();
});
