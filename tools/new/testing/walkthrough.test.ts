import { expect, test } from "vitest";
import { isAsSaid, stepsOf } from "./walkthrough.ts";

test("finds commands with what they print, and changes", () => {
  const markdown = [
    "Text.",
    "```console",
    "$ npm run bake",
    "baked a.ts",
    "",
    "$ npm run cool",
    "```",
    "```diff a.ts",
    " const a = {",
    "-  b: 1,",
    "+  b: 2,",
    " };",
    "```",
    "```ts",
    "$ no command",
    "```",
  ].join("\n");

  expect(stepsOf(markdown)).toEqual([
    { kind: "command", command: "npm run bake", prints: ["baked a.ts"] },
    { kind: "command", command: "npm run cool", prints: [] },
    { kind: "change", file: "a.ts", before: "const a = {\n  b: 1,\n};", after: "const a = {\n  b: 2,\n};" },
  ]);
});

test.each([
  [["baked a.ts"], ["baked a.ts"], true],
  [["baked a.ts"], ["baked b.ts"], false],
  [["baked a.ts"], ["baked a.ts", "and b.ts"], false],
  [["baked a.ts", "and b.ts"], ["baked a.ts"], false],
  [[], ["baked a.ts"], false],
  [["…"], [], true],
  [["…", "5 loaves", "…"], ["warm", "5 loaves", "in 3 s"], true],
  [["…", "5 loaves", "…"], ["warm", "6 loaves"], false],
  [["… loaves, … s"], ["5 loaves, 3 s"], true],
  [["… loaves, … s"], ["5 loaves, 3 s (slow)"], false],
  [["a.c (1)"], ["abc (1)"], false],
])("of %o, %o is what was said: %s", (said, printed, is) => {
  expect(isAsSaid(said, printed)).toBe(is);
});
