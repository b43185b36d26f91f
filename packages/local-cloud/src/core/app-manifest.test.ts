import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAppSettings } from "./app-manifest.ts";

const folderWith = (manifest?: string) => {
  const root = mkdtempSync(join(tmpdir(), "manifest-"));
  if (manifest !== undefined) writeFileSync(join(root, "package.json"), manifest);
  return root;
};

test.each([undefined, "{}", '{ "name": "bakery" }'])("has no settings in %s", (manifest) => {
  expect(readAppSettings(folderWith(manifest))).toEqual({});
});

test.each(["{ bakery }", "", "null", "[]"])(
  "names the file that is no manifest, and what to do: %j",
  (manifest) => {
    const root = folderWith(manifest);
    expect(() => readAppSettings(root)).toThrow(
      new RegExp(`^${join(root, "package.json")} cannot be read as JSON: .*\\. Mend it, and start again\\.$`),
    );
  },
);

test("names what is not a setting", () => {
  const root = folderWith('{ "localCloud": { "evnts": "events.ts" } }');
  expect(() => readAppSettings(root)).toThrow(/^localCloud in .*package\.json is not understood:\n.*evnts/);
});
