import { expect, test } from "vitest";
import { pack, setOut } from "./body.ts";

test("JSON is set out to be read, and packed as it came", () => {
  const body = '{"detail":{"lines":[{"sku":"rye","quantity":2}]}}';
  expect(setOut(body)).toContain('\n  "detail"');
  expect(pack(setOut(body))).toBe(body);
});

test("what is no JSON stays as it is", () => {
  expect(pack(setOut("two loaves, please"))).toBe("two loaves, please");
});
