import { expect, test } from "vitest";
import { experimentsOf, verdictOf } from "./variants.ts";

const day = (
  variant: string,
  date: string,
  exposures: number,
  conversions: number,
  experiment = "menu-order",
) => ({
  experiment,
  variant,
  day: date,
  exposures,
  conversions,
});

test("adds up the days of a variant, and names the first and the last", () => {
  const [found, ...others] = experimentsOf([
    day("favourites-first", "2026-11-29", 100, 12),
    day("as-printed", "2026-11-29", 90, 9),
    day("favourites-first", "2026-11-27", 300, 30),
    day("large-pictures", "2026-11-20", 5, 1, "pictures"),
  ]);

  expect(found).toMatchObject({
    experiment: "menu-order",
    from: "2026-11-27",
    to: "2026-11-29",
    variants: [
      { variant: "as-printed", exposures: 90, conversions: 9 },
      { variant: "favourites-first", exposures: 400, conversions: 42, rate: { value: 0.105 } },
    ],
  });
  expect(others).toMatchObject([{ experiment: "pictures" }]);
});

test("tells a clear difference from one that chance would make", () => {
  const few = experimentsOf([day("a", "2026-11-29", 50, 5), day("b", "2026-11-29", 50, 6)]);
  const many = experimentsOf([day("a", "2026-11-29", 5000, 500), day("b", "2026-11-29", 5000, 600)]);

  expect(verdictOf(few[0]!)).toMatchObject({ leader: "b", other: "a", isClear: false });
  expect(verdictOf(many[0]!)).toMatchObject({ leader: "b", isClear: true });
  expect(verdictOf(many[0]!)?.ahead.value).toBeCloseTo(0.02, 10);
});

test("has nothing to say of one variant, nor of one that nobody saw", () => {
  expect(verdictOf(experimentsOf([day("a", "2026-11-29", 50, 5)])[0]!)).toBeUndefined();
  expect(
    verdictOf(experimentsOf([day("a", "2026-11-29", 50, 5), day("b", "2026-11-29", 0, 0)])[0]!),
  ).toBeUndefined();
  expect(experimentsOf([])).toEqual([]);
});
