import { expect, test } from "vitest";
import { isPartOf } from "./part-of.ts";

const whole = { id: "1", customer: { name: "Ada", phone: null }, lines: [{ sku: "a", count: 2 }] };

test.each([
  ["nothing of an object", {}, true],
  ["some members", { customer: { name: "Ada" } }, true],
  ["null", { customer: { phone: null } }, true],
  ["another value", { customer: { name: "Bob" } }, false],
  ["a member that is not there", { colour: "red" }, false],
  ["part of what is in a list", { lines: [{ sku: "a" }] }, true],
  ["a part of a list", { lines: [] }, false],
  ["a list for an object", { customer: ["Ada"] }, false],
  ["an object for a value", { id: { of: "1" } }, false],
  [
    "an asymmetric matcher",
    { id: expect.any(String), lines: expect.arrayContaining([{ sku: "a", count: 2 }]) },
    true,
  ],
  ["an asymmetric matcher that does not match", { id: expect.any(Number) }, false],
])("%s", (_, part, expected) => {
  expect(isPartOf(whole, part)).toBe(expected);
});
