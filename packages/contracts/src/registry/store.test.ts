import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BreadBinned, inFile } from "../testing.ts";
import { register } from "./register.ts";
import { readRegistry, registryFolder } from "./registry.ts";
import { atGitRef, workingTree } from "./store.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "registry-"));
});
afterEach(() => rm(root, { recursive: true }));

const identity = [
  "-c",
  "user.name=baker",
  "-c",
  "user.email=baker@example.com",
  "-c",
  "commit.gpgsign=false",
];
const git = (...args: string[]) => promisify(execFile)("git", [...identity, ...args], { cwd: root });
const file = "sourdough.inventory/BreadBinned.v1.json";

test("reads at a commit what was registered there", async () => {
  await git("init", "-q");
  await git("commit", "-q", "--allow-empty", "-m", "Before");
  await register(workingTree(root), [inFile(BreadBinned)]);
  await git("add", "-A");
  await git("commit", "-q", "-m", "After");
  const registered = await readRegistry(workingTree(root));
  await writeFile(join(root, registryFolder, file), "{}");

  expect(await readRegistry(await atGitRef(root, "HEAD"))).toEqual(registered);
  expect((await readRegistry(await atGitRef(root, "HEAD~1"))).registered).toEqual([]);
  expect((await readRegistry(workingTree(root))).problems[0]?.rule).toContain("was changed by hand");
});

test("does not write over a registered version", async () => {
  const store = workingTree(root);
  await store.write(file, "{}");

  await expect(store.write(file, "{}")).rejects.toThrow("EEXIST");
});
