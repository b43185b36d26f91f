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

const read = (text: string) => JSON.parse(text) as Lock;

/** The version of a package that the repository has, which is what `npm ci` installs. */
export function installedVersion(changes: Changes, name: string): string {
  const { packages } = read(changes.read(file));
  const found = packages[`node_modules/${name}`];
  const { version } = (found?.link ? packages[found.resolved ?? ""] : found) ?? {};
  if (!version) throw new RefusalError(`${file} has no ${name}: run npm install first.`);
  return version;
}

/** Adds a package of the repository as npm does, so that `npm ci` finds nothing to complain about. */
export const addWorkspace = (
  changes: Changes,
  folder: string,
  {
    name,
    version,
    license,
    dependencies,
  }: { name: string; version: string; license: string; dependencies: object },
) =>
  changes.edit(file, (text) => {
    const lock = read(text);
    const packages = {
      ...lock.packages,
      [folder]: { name, version, license, dependencies },
      [`node_modules/${name}`]: { resolved: folder, link: true },
    };
    const sorted = Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, "en"));
    return `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`;
  });
