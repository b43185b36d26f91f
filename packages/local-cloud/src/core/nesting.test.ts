import { expect, test } from "vitest";
import { createJournal } from "./journal.ts";
import { charactersOf, isTextDeeper } from "./nesting.ts";

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = at % 2 ? { a: value } : [0, value];
  return value;
};

test.each([
  [1, false],
  [5, false],
  [6, true],
  [100_000, true],
])("nesting of %i is deeper than 5: %s", (depth, deeper) => {
  expect(charactersOf(nested(depth), 5) === Number.POSITIVE_INFINITY).toBe(deeper);
  expect(isTextDeeper("[".repeat(depth) + "]".repeat(depth), 5)).toBe(deeper);
});

test.each([
  String.raw`"[[[[[[[[\"[[[["`,
  "[[],[],[],[],[],[],[]]",
  `{"a":"{{{{{{{{"}`,
  String.raw`["\\",["\\"]]`,
])("%s is not", (json) => {
  expect(isTextDeeper(json, 3)).toBe(false);
  expect(charactersOf(JSON.parse(json), 3)).toBeLessThan(100);
});

test.each([
  ["text", "Brot", 4],
  ["a number", 12_345, 8],
  ["text at any depth", { a: ["rye", { b: "spelt" }], c: [null, true] }, 3 + 5 + 8 + 8],
  ["bytes", { Body: new Uint8Array(100) }, 100],
])("counts the characters of %s", (_what, value, characters) => {
  expect(charactersOf(value, 5)).toBe(characters);
});

test("the journal holds nothing that its readers cannot walk", () => {
  const journal = createJournal();
  const hop = journal.record({ service: "sqs", action: "Send", resource: "q", input: nested(100_000) });
  journal.finish(hop, { output: nested(100_000) });
  expect(JSON.stringify(hop)).toContain('"input":"Nested more than 200 deep, and not kept."');
});
