import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import * as z from "zod";
import { readOutputs } from "./read-outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "outputs-"));
const file = join(folder, "outputs.json");
afterAll(() => rmSync(folder, { recursive: true }));
const read = () =>
  readOutputs(file, z.object({ apiUrl: z.url() }), { missing: "Nothing is here.", remedy: "Start it anew." });

test("says what is missing", () => {
  expect(read).toThrow("Nothing is here.");
});

test.each([
  ["", /outputs\.json is damaged \(all of it: .*\)\. Start it anew\.$/],
  ['{"apiUrl":', /damaged \(all of it/],
  ["[]", /damaged \(all of it/],
  ['{"apiUrl":"nowhere"}', /damaged \(apiUrl: Invalid URL\)/],
])("says where a file with %j is damaged, and the remedy", (text, expected) => {
  writeFileSync(file, text);
  expect(read).toThrow(expected);
});

test("reads what the schema has", () => {
  writeFileSync(file, '{"apiUrl":"http://127.0.0.1:1/","webUrl":"x"}');
  expect(read()).toEqual({ apiUrl: "http://127.0.0.1:1/" });
});
