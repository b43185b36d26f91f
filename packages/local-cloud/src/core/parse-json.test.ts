import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

const nested = (depth: number, open = "[", close = "]", inside = "1") =>
  `${open.repeat(depth)}${inside}${close.repeat(depth)}`;

test.each([
  nested(1000),
  nested(1000, '{"a":', "}"),
  JSON.stringify(nested(5000)),
  `[${'"\\"[",'.repeat(2000)}1]`,
  JSON.stringify(Array.from({ length: 3000 }, () => [{}])),
])("reads what is not too deep", (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test.each([nested(1001), nested(1001, '{"a":', "}"), nested(200_000)])("refuses what is", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test("refuses what is no JSON", () => {
  expect(() => parseJson("{")).toThrow(SyntaxError);
});
