import type { Changes } from "./changes.ts";
import { RefusalError } from "./refusal.ts";

const file = "package-lock.json";

interface Locked {
  version?: string;
  resolved?: string;
  link?: boolean;
}
interface Lock {
  packages: Record<string, Locked>;
}

const parse = (text: string) => JSON.parse(text) as Lock;

/** The version of a package that the repository has, which is what `npm ci` installs. */
export function installedVersion(changes: Changes, name: string): string {
  const { packages } = parse(changes.read(file));
  const found = packages[`node_modules/${name}`];
  const { version } = (found?.link ? packages[found.resolved ?? ""] : found) ?? {};
  if (!version) throw new RefusalError(`${file} has no ${name}: run npm install first.`);
  return version;
}

export const hasPackage = (changes: Changes, name: string): boolean =>
  `node_modules/${name}` in parse(changes.read(file)).packages;

interface Package {
  name: string;
  version: string;
  license: string;
  dependencies: object;
}

/** Adds a package of the repository as npm does, so that `npm ci` finds nothing to complain about. */
export const addWorkspace = (
  changes: Changes,
  folder: string,
  { name, version, license, dependencies }: Package,
) =>
  changes.edit(file, (text) => {
    const lock = parse(text);
    const packages = {
      ...lock.packages,
      [folder]: { ...lock.packages[folder], name, version, license, dependencies },
      [`node_modules/${name}`]: { resolved: folder, link: true },
    };
    const sorted = Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, "en"));
    return `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`;
  });

/** Lets a package of the repository import another one. */
export function addDependency(changes: Changes, folder: string, name: string): void {
  const manifestFile = `${folder}/package.json`;
  const manifest = JSON.parse(changes.read(manifestFile)) as Package & {
    dependencies: Record<string, string>;
  };
  if (manifest.dependencies[name]) return;
  const dependencies = Object.fromEntries(
    Object.entries({ ...manifest.dependencies, [name]: installedVersion(changes, name) }).sort(
      ([one], [other]) => one.localeCompare(other, "en"),
    ),
  );
  changes.edit(manifestFile, () => `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
  addWorkspace(changes, folder, { ...manifest, dependencies });
}
