import { describe, expect, test } from "vitest";
import { guideCases } from "./guide.cases.ts";
import { compile } from "./index.ts";
import { invalidCases, matchCases, unsupportedInFilters } from "./pattern.cases.ts";

const bus = { dialect: "bus" } as const;
const filter = { dialect: "filter" } as const;

describe("a pattern matches by", () => {
  test.each(matchCases)("$rule", ({ pattern, matching, others }) => {
    const { matches } = compile(JSON.stringify(pattern), bus);
    for (const event of matching) expect(matches(event), JSON.stringify(event)).toBe(true);
    for (const event of others) expect(matches(event), JSON.stringify(event)).toBe(false);
  });
});

describe("the user guide's example of", () => {
  test.each(guideCases)("$rule", ({ pattern, matching, others }) => {
    const { matches } = compile(JSON.stringify(pattern), bus);
    for (const event of matching) expect(matches(event), JSON.stringify(event)).toBe(true);
    for (const event of others) expect(matches(event), JSON.stringify(event)).toBe(false);
  });
});

describe("a pattern is refused with path and reason", () => {
  test.each(invalidCases)("$reason", ({ pattern, path, reason }) => {
    const location = path === "" ? "" : `\n at [Path: ${path}]`;
    expect(() => compile(pattern, bus)).toThrow(
      expect.objectContaining({
        code: "InvalidEventPatternException",
        message: `Event pattern is not valid. Reason: ${reason}${location}`,
      }),
    );
  });
});

test("refuses what is not JSON", () => {
  expect(() => compile("{'a': 1}", bus)).toThrow(/^Event pattern is not valid\. Reason: /);
});

test("allows 1,000 combinations of $or and no more", () => {
  const branches = (name: string, length: number) =>
    Array.from({ length }, (_, i) => ({ [`${name}${i}`]: [1] }));
  const pattern = (last: number) => ({
    a: { $or: branches("a", 10) },
    b: { $or: branches("b", 10) },
    c: { $or: branches("c", last) },
  });
  expect(compile(pattern(10), bus).matches({ a: { a9: 1 }, b: { b0: 1 }, c: { c9: 1 } })).toBe(true);
  expect(() => compile(pattern(11), bus)).toThrow("$or makes 1100 combinations");
});

test("tells which paths it looks at", () => {
  const { paths } = compile({ source: ["a"], detail: { metadata: { version: [1] } } }, bus);
  expect(paths).toEqual(["detail.metadata.version", "source"]);
});

test.each(unsupportedInFilters)("filters of pipes and mappings do not know %j", (pattern) => {
  expect(() => compile(pattern, filter)).toThrow("is not supported in filters");
  expect(compile(pattern, bus).paths).toEqual(["a"]);
});
