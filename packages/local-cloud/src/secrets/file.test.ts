import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configEnvironment } from "../synth/environment.ts";
import { secretFile } from "./file.ts";

const folder = () => mkdtemp(join(tmpdir(), "secrets-"));

test.each([
  "plain",
  "with spaces",
  " around ",
  "a#b",
  `it's`,
  `say "yes"`,
  "two\nlines",
  "back\\slash\\n",
  "$HOME `x`",
  "a=b",
  "",
])("a value reads back as itself: %j", async (value) => {
  const root = await folder();
  const file = secretFile(root, "local");
  await file.set("Before", "x");
  await file.set("Key", value);
  await file.set("After", "y");
  await file.set("Key", "other");
  await file.set("Key", value);
  expect(await file.list()).toEqual({ Before: "x", Key: value, After: "y" });
  expect((await configEnvironment(root, "local")).SST_SECRET_Key).toBe(value);
});

test("what else is in the file stays, and nobody else may read it", async () => {
  const root = await folder();
  const path = join(root, ".env.local");
  await writeFile(path, "# mine\nDATABASE=x\nSST_SECRET_Key=old # one\nSST_SECRET_KeyTwo=2", { mode: 0o644 });
  const file = secretFile(root, "local");
  await file.set("Key", "new");
  expect(await readFile(path, "utf8")).toBe("# mine\nDATABASE=x\nSST_SECRET_KeyTwo=2\nSST_SECRET_Key=new\n");
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await file.remove("KeyTwo")).toBe(true);
  expect(await file.remove("KeyTwo")).toBe(false);
  expect(await file.list()).toEqual({ Key: "new" });
});

test("refuses what no such file can hold", async () => {
  const file = secretFile(await folder(), "local");
  await expect(file.set("Key", "#'\"`")).rejects.toThrow("quotation marks");
});
