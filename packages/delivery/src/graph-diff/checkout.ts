import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/** Another commit of the repository in a folder of its own, with the packages that are installed here. */
export interface Checkout {
  readonly folder: string;
  remove(): void;
}

/**
 * npm links the workspaces into node_modules by relative paths: made again in the other folder they lead to the sources of
 * that commit. All else is what is installed here.
 */
function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isDirectory() && entry.name.startsWith("@")) linkPackages(source, target);
    else symlinkSync(source, target);
  }
}

/**
 * Throws when git cannot check the commit out. `remove` it when it is done with. It is one folder for all, since what is
 * synthesized leaves a file beside SST's platform for each folder it was in.
 */
export function checkOut(root: string, commit: string): Checkout {
  const folder = join(root, ".local/base");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { recursive: true });
  try {
    const archive = execFileSync("git", ["archive", "--format=tar", "--end-of-options", commit], {
      cwd: root,
      maxBuffer: 1024 * 1024 * 1024,
    });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    const installed = ["node_modules", ...workspaceModules(root)];
    for (const modules of installed)
      if (existsSync(dirname(join(folder, modules))))
        linkPackages(join(root, modules), join(folder, modules));
    mkdirSync(join(folder, ".sst"));
    symlinkSync(join(root, ".sst/platform"), join(folder, ".sst/platform"));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

/** Folders of packages that one workspace alone has. */
const workspaceModules = (root: string): string[] =>
  ["", "packages", "services"].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
      .map(({ name }) => join(parent, name, "node_modules"))
      .filter((modules) => existsSync(join(root, modules))),
  );
