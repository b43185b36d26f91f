import { expect, test } from "vitest";
import { beginExchange, isPassword, makeVerifier } from "./srp.ts";

const ann = { poolId: "eu-west-1_AbCdEfGhI", username: "ann" };

test("a verifier knows the password it was made of, and no other", () => {
  const known = makeVerifier(ann, "croissant");
  expect(isPassword(ann, "croissant", known)).toBe(true);
  expect(isPassword(ann, "croissants", known)).toBe(false);
  expect(isPassword({ ...ann, username: "bob" }, "croissant", known)).toBe(false);
  expect(makeVerifier(ann, "croissant")).not.toEqual(known);
});

test.each(["0", "00", "xyz", "", "f".repeat(1025)])("takes no public value %s", (a) => {
  expect(beginExchange("ann", makeVerifier(ann, "croissant"), a)).toBeUndefined();
});
