import { expect, test } from "vitest";
import { compile } from "./index.ts";
import { complexityCases, recordedWildcards } from "./wildcard-complexity.cases.ts";
import { complexityOf } from "./wildcard-complexity.ts";

test.each(complexityCases)("$wildcards has the complexity $complexity", ({ wildcards, complexity }) => {
  expect(complexityOf(wildcards)).toBe(complexity);
});

const refusal = /^Event pattern is not valid\. Reason: Rule is too complex - try using fewer wildcard/;

test.each(recordedWildcards)("$wildcards: refused $refused", ({ wildcards, refused }) => {
  for (const values of [
    wildcards.map((wildcard) => ({ wildcard })),
    [{ "anything-but": { wildcard: wildcards } }],
  ]) {
    const compiled = expect(() => compile({ detail: { a: values } }, { dialect: "bus" }));
    if (refused) compiled.toThrow(refusal);
    else compiled.not.toThrow();
  }
});

test("counts the wildcards of a field across the branches of $or, and each field for itself", () => {
  const field = (name: string, wildcard: string) => ({ [name]: [{ wildcard }] });
  const names = ["a", "b", "c", "d"].map((letter) => `*:stack/${letter}/*`);
  const together = { $or: names.map((wildcard) => field("arn", wildcard)) };
  expect(() => compile(together, { dialect: "bus" })).toThrow(refusal);
  const apart = Object.assign({}, ...names.map((wildcard, index) => field(`arn${index}`, wildcard)));
  expect(compile(apart, { dialect: "bus" }).paths).toHaveLength(4);
});

test("takes no time for patterns of the greatest length", () => {
  const letters = Array.from({ length: 1300 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join("");
  const began = performance.now();
  expect(complexityOf(["a", "b", "c"].map((first) => `${first}*${letters}`))).toBe(2);
  expect(complexityOf(["*a*b".repeat(1000)], 10)).toBeGreaterThan(10);
  expect(performance.now() - began).toBeLessThan(2000);
});
