import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Mistake } from "./mistakes.ts";

const left = new Set(["node_modules", ".git", ".local", ".sst", ".nx", "dist"]);

/** Links what is installed, but for the workspaces, which are those of the copy. */
const linkModules = async (root: string, copy: string): Promise<void> => {
  const modules = join(root, "node_modules");
  await mkdir(join(copy, "node_modules"));
  for (const name of await readdir(modules))
    if (name !== "@sourdough") await symlink(join(modules, name), join(copy, "node_modules", name));
  await cp(join(modules, "@sourdough"), join(copy, "node_modules/@sourdough"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await mkdir(join(copy, ".sst"));
  await symlink(join(root, ".sst/platform"), join(copy, ".sst/platform"));
  for (const group of ["services", "packages", "."])
    for (const name of await readdir(join(copy, group))) {
      const own = join(group, name, "node_modules");
      if (name !== "node_modules" && existsSync(join(root, own)))
        await symlink(join(root, own), join(copy, own));
    }
};

/** Copies the repository to a folder of its own. */
export const copyRepository = async (root: string, copy: string): Promise<void> => {
  await rm(copy, { recursive: true, force: true });
  await cp(root, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
  await linkModules(root, copy);
};

/** The repository as it is in a commit, in a folder of its own. Throws when git does not know the commit. */
export const checkOutCopy = async (root: string, commit: string, copy: string): Promise<void> => {
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  const archive = execFileSync("git", ["archive", "--format=tar", "--end-of-options", commit], {
    cwd: root,
    maxBuffer: 1024 ** 3,
  });
  execFileSync("tar", ["-x", "-C", copy], { input: archive });
  await linkModules(root, copy);
};

/**
 * Plants a mistake in a copy of the repository; the answer takes it out again. Throws when what the mistake stands in for is
 * not there exactly once.
 */
export const plant = async (copy: string, mistake: Mistake): Promise<() => Promise<void>> => {
  const file = join(copy, mistake.file);
  const before = await readFile(file, "utf8");
  const parts = before.split(mistake.find);
  if (parts.length !== 2)
    throw new Error(
      `"${mistake.name}" is to be planted where ${mistake.file} says ${mistake.find}, and it says that ${parts.length - 1} times: bring src/mistakes.ts up to date.`,
    );
  await writeFile(file, parts.join(mistake.replace));
  return () => writeFile(file, before);
};
