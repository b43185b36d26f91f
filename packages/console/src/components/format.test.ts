import { expect, test } from "vitest";
import { bytes, dollars, duration, evenDollars, shortId } from "./format.ts";

test.each([
  [0.42, "0.4 ms"],
  [7.26, "7.3 ms"],
  [38.4, "38 ms"],
  [1_240, "1.2 s"],
  [42_000, "42 s"],
  [240_000, "4 min"],
  [5_400_000, "1.5 h"],
])("%d milliseconds read %s", (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [0, "$0"],
  [0.0000004, "$0.00000040"],
  [0.00326, "$0.0033"],
  [12.5, "$12.50"],
])("%d dollars read %s", (usd, text) => expect(dollars(usd)).toBe(text));

test("amounts of one table have the same digits, as many as the smallest needs", () => {
  expect([0.0057, 0.000018, 0].map(evenDollars([0.0057, 0.000018, 0]))).toEqual([
    "$0.005700",
    "$0.000018",
    "$0.000000",
  ]);
  expect(evenDollars([160, 0.5])(1_234.5)).toBe("$1,234.50");
});

test("sizes step at 1024", () => {
  expect([bytes(1_023), bytes(1_024), bytes(1_572_864)]).toEqual(["1023 B", "1.0 KB", "1.5 MB"]);
});

test("a long id keeps its beginning and end", () => {
  expect(shortId("ord-01J9ZK3V9T8R6W")).toBe("ord-01J9Z…T8R6W");
  expect(shortId("ord-1")).toBe("ord-1");
});
