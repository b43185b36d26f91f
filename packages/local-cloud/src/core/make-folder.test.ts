import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeLock } from "../boot/lock.ts";
import { makeFolder } from "./make-folder.ts";

const inside = () => mkdtempSync(join(tmpdir(), "folders-"));

test("makes a folder with those above it, and takes one that is there", () => {
  const folder = join(inside(), "a", "b");
  makeFolder(folder);
  makeFolder(folder);

  expect(statSync(folder).isDirectory()).toBe(true);
});

test.each([
  ["the folder", []],
  ["a folder above it", ["state", "local"]],
])("says so when a file has the place of %s", async (_, below) => {
  const file = join(inside(), ".local");
  writeFileSync(file, "");
  const said = /\.local.* cannot be made: a file has its place.*name another folder with --local-folder\.$/;

  expect(() => makeFolder(join(file, ...below))).toThrow(said);
  await expect(takeLock(join(file, ...below))).rejects.toThrow(said);
});

test("names the lock that cannot be opened", async () => {
  const folder = inside();
  makeFolder(join(folder, "lock.db"));

  await expect(takeLock(folder)).rejects.toThrow(/^The lock .*lock\.db cannot be opened: .*\. Remove it\.$/);
});
