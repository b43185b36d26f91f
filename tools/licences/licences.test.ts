import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packagesOf, refusalOf } from "./licences.ts";

const lockFile = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

test("every package that is installed has a licence that may be here", () => {
  const packages = packagesOf(lockFile);

  expect(packages.length).toBeGreaterThan(500);
  expect(packages.flatMap((one) => refusalOf(one) ?? [])).toEqual([]);
});

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0)", true],
  ["Apache-2.0 AND MIT", true],
  ["MIT and ISC", true],
  ["GPL-3.0", false],
  ["MIT AND GPL-3.0", false],
  ["", false],
])("the licence %j may be here: %s", (licence, may) => {
  const refusal = refusalOf({ name: "oven", version: "1.0.0", licence, dev: false });

  expect(refusal === undefined).toBe(may);
  if (!may) expect(refusal).toContain("oven 1.0.0");
});

test("an exception is for its package alone", () => {
  const font = { version: "1.0.0", licence: "OFL-1.1", dev: false };

  expect(refusalOf({ ...font, name: "@fontsource-variable/figtree" })).toBeUndefined();
  expect(refusalOf({ ...font, name: "comic-sans" })).toContain("OFL-1.1");
});

test("packages below packages count, workspaces do not", () => {
  const packages = packagesOf({
    packages: {
      "": {},
      "node_modules/@sourdough/web": { link: true },
      "packages/web": { version: "0.1.0" },
      "node_modules/a/node_modules/@b/c": { version: "2.0.0", license: "MIT", dev: true },
    },
  });

  expect(packages).toEqual([{ name: "@b/c", version: "2.0.0", licence: "MIT", dev: true }]);
});
