import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadContracts } from "./contract-files.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "contracts-"));
  await mkdir(join(root, "events-schema/src/inventory"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const write = (name: string, text: string) =>
  writeFile(join(root, "events-schema/src/inventory", name), text);
const contract =
  "{ name: 'BreadBinned', version: 1, source: 'sourdough.inventory', detail: {}, lifecycle: {} }";

test("takes the contract of every versioned file", async () => {
  await write("bread-binned.v1.ts", `export const BreadBinned = ${contract};`);
  await write("bread-binned.v1.test.ts", "throw new Error('is no contract')");
  await write("fields.ts", "throw new Error('is no contract')");

  const { contracts, problems } = await loadContracts(root);

  expect(contracts.map(({ file, exportName }) => [file, exportName])).toEqual([
    ["events-schema/src/inventory/bread-binned.v1.ts", "BreadBinned"],
  ]);
  expect(problems).toEqual([]);
});

test("names files that have no contract, two, or cannot be loaded", async () => {
  await write("a.v1.ts", "export const nothing = 1;");
  await write("b.v1.ts", `export const One = ${contract};\nexport const Two = ${contract};`);
  await write("c.v1.ts", "throw new Error('no flour');");

  const { problems } = await loadContracts(root);

  expect(problems.map(({ subject, rule }) => `${subject} ${rule}`)).toEqual([
    "events-schema/src/inventory/a.v1.ts has 0 contracts, and must have one",
    "events-schema/src/inventory/b.v1.ts has 2 contracts, and must have one",
    "events-schema/src/inventory/c.v1.ts cannot be loaded: no flour",
  ]);
});
