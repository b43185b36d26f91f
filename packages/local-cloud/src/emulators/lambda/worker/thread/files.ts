import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isAbsolute, join } from "node:path";

type Call = (...args: unknown[]) => unknown;

// With a path as their first argument, and those with another one after it. All but the last have a form for promises or
// callbacks, and one with `Sync` behind its name.
const ONE_PATH =
  "access appendFile chmod chown exists lchmod lchown lstat lutimes mkdir mkdtemp open opendir readFile readdir readlink realpath rm rmdir stat statfs truncate unlink utimes writeFile createReadStream createWriteStream openAsBlob unwatchFile watch watchFile";
const TWO_PATHS = "copyFile cp link rename";

/**
 * Lets a relative path mean what it means on AWS, where functions run in the folder of their code, and a path in a layer
 * or a file system that is mounted into the function its folder here. Threads of a process share the real working
 * directory, and nothing is mounted into one of them alone.
 */
export const standIn = (taskRoot: string, mounts: Readonly<Record<string, readonly string[]>>): void => {
  const entries = Object.entries(mounts);
  const { existsSync } = fs;
  const local = (path: unknown): unknown => {
    if (typeof path !== "string" || path === "") return path;
    if (!isAbsolute(path)) return join(taskRoot, path);
    const [at = "", folders = []] = entries.find(([at]) => path === at || path.startsWith(`${at}/`)) ?? [];
    const candidates = folders.map((folder) => join(folder, path.slice(at.length)));
    return candidates.find((candidate) => existsSync(candidate)) ?? candidates[0] ?? path;
  };
  const wrap = (owner: object, name: string, paths: number) => {
    const call = Reflect.get(owner, name) as Call | undefined;
    if (!call) return;
    const wrapped: Call = (...args) =>
      call.apply(owner, [...args.slice(0, paths).map(local), ...args.slice(paths)]);
    Reflect.set(owner, name, Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(call)));
  };
  for (const [names, paths] of [
    [ONE_PATH, 1],
    [TWO_PATHS, 2],
  ] as const)
    for (const name of names.split(" ")) {
      wrap(fs, name, paths);
      wrap(fs, `${name}Sync`, paths);
      wrap(fs.promises, name, paths);
    }
  syncBuiltinESMExports();
};
