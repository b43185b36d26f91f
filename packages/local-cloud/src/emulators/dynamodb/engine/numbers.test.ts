import * as fc from "fast-check";
import { expect, test } from "vitest";
import { add, canonicalNumber, compareNumbers, numberKey, subtract } from "./numbers.ts";

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -60, max: 60 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`);

/** Both as whole numbers of 10^-60. */
const scaled = (number: string): bigint => {
  const [digits = "", exponent = ""] = number.split("e");
  return BigInt(digits) * 10n ** BigInt(Number(exponent) + 60);
};

test("bytes of keys compare as their numbers do", () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      const [one, two] = [canonicalNumber(a), canonicalNumber(b)];
      const order = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
      expect(Buffer.compare(numberKey(one), numberKey(two))).toBe(order);
      expect(Math.sign(compareNumbers(one, two))).toBe(order);
    }),
  );
});

test("a number in its one form stays as it is, and means the same", () => {
  fc.assert(
    fc.property(decimals, (number) => {
      const once = canonicalNumber(number);
      expect(canonicalNumber(once)).toBe(once);
      expect(Number(once)).toBe(Number(number));
      expect(subtract(once, once)).toBe("0");
    }),
  );
});

test.each([
  ["0.1", "0.2", "0.3"],
  ["99999999999999999999999999999999999999", "-1", "99999999999999999999999999999999999998"],
  ["1e-130", "-1e-130", "0"],
  ["5", "-12.25", "-7.25"],
])("%s and %s make %s", (a, b, sum) => {
  expect(add(a, b)).toBe(sum);
});

test("refuses a sum that has too many digits", () => {
  expect(() => add("1e40", "1")).toThrow("Attempting to store more than 38 significant digits in a Number");
});
