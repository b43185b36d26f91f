import * as z from "zod";

const Package = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

/** What npm installs, by where: `node_modules/zod`. */
const LockFile = z.object({ packages: z.record(z.string(), Package) });
export type LockFile = z.infer<typeof LockFile>;

/** Throws when it is not what npm writes. */
export function parseLockFile(text: string): LockFile {
  try {
    return LockFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error("package-lock.json is no lock file of npm: put it back, or write it with npm install", {
      cause,
    });
  }
}

/** Keys of the packages that are not what they were: another version, or come or gone. */
export function changedPackages(before: LockFile, after: LockFile): Set<string> {
  const keys = new Set([...Object.keys(before.packages), ...Object.keys(after.packages)]);
  const print = ({ packages }: LockFile, key: string) => {
    const found = packages[key];
    return found && JSON.stringify([found.version, found.integrity, found.resolved]);
  };
  return new Set(
    [...keys].filter((key) => key.includes("node_modules/") && print(before, key) !== print(after, key)),
  );
}

/** A package and all it needs, as they are found from the root. */
export function withDependencies({ packages }: LockFile, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const find = (name: string, from: string): string | undefined => {
    for (
      let folder = from;
      ;
      folder = folder.slice(0, folder.lastIndexOf("node_modules/")).replace(/\/$/, "")
    ) {
      const key = `${folder ? `${folder}/` : ""}node_modules/${name}`;
      if (packages[key]) return key;
      if (!folder) return undefined;
    }
  };
  const add = (name: string, from: string) => {
    const key = find(name, from);
    if (!key || found.has(key)) return;
    found.add(key);
    const { dependencies, optionalDependencies } = packages[key] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) add(needed, key);
  };
  for (const name of names) add(name, "");
  return found;
}
