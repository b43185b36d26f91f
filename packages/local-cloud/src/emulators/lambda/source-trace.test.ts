import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createTraceMapper } from "./source-trace.ts";

let folder = "";
afterEach(() => rmSync(folder, { recursive: true }));

const setUp = () => {
  folder = mkdtempSync(join(tmpdir(), "source-trace-"));
  const bundle = (source: string) =>
    writeFileSync(
      join(folder, "bundle.mjs.map"),
      JSON.stringify({ version: 3, sources: [source], names: [], mappings: "AAAA" }),
    );
  return { bundle, mapper: createTraceMapper(), at: (file: string) => `at bake (${join(folder, file)}:1:1)` };
};

test("finds the sources anew once bundles have changed, and not before", () => {
  const { bundle, mapper, at } = setUp();
  bundle("bake.ts");
  expect(mapper.text(at("bundle.mjs"))).toBe(at("bake.ts"));
  bundle("knead.ts");
  expect(mapper.text(at("bundle.mjs"))).toBe(at("bake.ts"));
  mapper.forget();
  expect(mapper.text(at("bundle.mjs"))).toBe(at("knead.ts"));
});

test("leaves places that have no map", () => {
  const { mapper, at } = setUp();
  expect(mapper.text(at("other.mjs"))).toBe(at("other.mjs"));
});
