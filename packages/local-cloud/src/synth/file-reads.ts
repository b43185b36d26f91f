import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Folders whose files are made of the others. */
const made = new Set(["node_modules", ".sst", ".local"]);

/** Which files below `root` are read from now on, such as code that the config reads into a resource. */
export const watchFiles = (root: string): { paths(): string[] } => {
  const read = new Set<string>();
  const note = (file: unknown) => {
    if (typeof file !== "string" && !(file instanceof URL)) return;
    const path = resolve(file instanceof URL ? fileURLToPath(file) : file);
    const [first, ...others] = relative(root, path).split(sep);
    if (first !== undefined && first !== ".." && ![first, ...others].some((folder) => made.has(folder)))
      read.add(path);
  };
  const watched = <Read extends (file: never, ...rest: never[]) => unknown>(original: Read): Read =>
    new Proxy(original, {
      apply: (read, self, args) => {
        note(args[0]);
        return Reflect.apply(read, self, args);
      },
    });
  fs.readFileSync = watched(fs.readFileSync);
  fs.promises.readFile = watched(fs.promises.readFile);
  syncBuiltinESMExports();
  return { paths: () => [...read] };
};
