import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { registryFolder } from "./registry.ts";

/** Where registered versions are kept: the working tree, or a commit. */
export interface Store {
  list(): Promise<string[]>;
  /** Undefined when there is no such file. */
  read(file: string): Promise<string | undefined>;
  /** Throws when the file is there already, unless it is the lock. */
  write(file: string, text: string): Promise<void>;
}

export function workingTree(root: string): Store {
  const folder = join(root, registryFolder);
  return {
    list: async () => globSync("**/*.json", { cwd: folder }).sort(),
    read: (file) => readFile(join(folder, file), "utf8").catch(() => undefined),
    async write(file, text) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text, { flag: file === "lock.json" ? "w" : "wx" });
    },
  };
}

const run = promisify(execFile);

/** What is registered at a commit, a branch or a tag. Throws when git does not know it. */
export async function atGitRef(root: string, ref: string): Promise<Store> {
  const git = async (...args: string[]) =>
    (await run("git", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout;
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).catch(
    () => {
      throw new Error(`git does not know "${ref}": name a branch, a tag or a commit, and fetch it first`);
    },
  );
  const at = commit.trim();
  const paths = (await git("ls-tree", "-r", "-z", "--name-only", at, "--", registryFolder)).split("\0");
  const files = paths
    .filter((path) => path.endsWith(".json"))
    .map((path) => path.slice(registryFolder.length + 1));
  return {
    list: async () => files,
    read: async (file) => (files.includes(file) ? git("show", `${at}:${registryFolder}/${file}`) : undefined),
    write: () => Promise.reject(new Error("a commit cannot be written to")),
  };
}
