import { expect, test } from "vitest";
import { parseWeights } from "./experiment.ts";

test("shares are of the variants that the page knows", () => {
  expect(parseWeights("menu-order", "counter=90,sweets-first=10")).toEqual({
    counter: 90,
    "sweets-first": 10,
  });
  expect(parseWeights("menu-order", "counter=1")).toEqual({ counter: 1 });
});

test.each([
  ["counter=1,drinks-first=1", /no variant "drinks-first"; it has counter, sweets-first/],
  ["counter", /whole number/],
  ["counter=-1", /whole number/],
  ["counter=1.5", /whole number/],
  ["counter=1,counter=2", /one share/],
  ["counter=0,sweets-first=0", /above 0/],
  ["", /no variant ""/],
])("%s is refused", (text, message) => {
  expect(() => parseWeights("menu-order", text)).toThrow(message);
});
