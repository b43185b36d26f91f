import { expect, test } from "vitest";
import { compactBody, formatBody } from "./body-text.ts";

test("JSON is set out to be read, and packed as it came", () => {
  const body = '{"detail":{"lines":[{"sku":"rye","quantity":2}]}}';
  expect(formatBody(body)).toContain('\n  "detail"');
  expect(compactBody(formatBody(body))).toBe(body);
});

test("what is no JSON stays as it is", () => {
  expect(compactBody(formatBody("two loaves, please"))).toBe("two loaves, please");
});
