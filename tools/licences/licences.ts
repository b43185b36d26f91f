import { z } from "zod";

/** What ships, or works here, may have: they let a product be closed, and ask for no more than to be named. */
const permissive = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
]);

/** By package: licences that ask for more, and why that is no trouble. */
const exceptions: Readonly<Record<string, { licence: string; because: string }>> = {
  "@fontsource-variable/figtree": { licence: "OFL-1.1", because: "A font, which may be embedded in a page." },
  "@fontsource-variable/fredoka": { licence: "OFL-1.1", because: "A font, which may be embedded in a page." },
  "@openauthjs/openauth": {
    licence: "",
    because:
      "MIT in its repository, which its packages do not repeat; a test signs in with it, nothing of it ships.",
  },
  argparse: { licence: "Python-2.0", because: "Permissive; used by tools alone." },
  "axe-core": { licence: "MPL-2.0", because: "Looks at pages in tests, unchanged." },
  elkjs: { licence: "EPL-2.0", because: "Lays out the console's map, unchanged and as a file of its own." },
  lightningcss: { licence: "MPL-2.0", because: "Builds the pages, unchanged; nothing of it ships." },
};
const exceptionOf = (name: string) =>
  exceptions[name] ?? (name.startsWith("lightningcss-") ? exceptions.lightningcss : undefined);

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** As the package says it: an SPDX expression, mostly. Empty where it says nothing. */
  readonly licence: string;
  /** Whether it is for development alone. */
  readonly dev: boolean;
}

/** Every package that a lock file of npm (version 3) installs, by name; its own workspaces are none. */
export const packagesOf = (lockFile: unknown): Licensed[] => {
  const found = Object.entries(LockFile.parse(lockFile).packages).flatMap(([path, one]) => {
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    if (!name || one.link) return [];
    return [{ name, version: one.version ?? "", licence: one.license ?? "", dev: one.dev ?? false }];
  });
  return [...new Map(found.map((one) => [`${one.name}@${one.version}`, one])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
};

// `MIT OR Apache-2.0` leaves the choice; of `Apache-2.0 AND MIT` all count. Some packages write `and`.
const alternatives = (licence: string) =>
  licence
    .replace(/[()]/g, "")
    .split(/ or /i)
    .map((one) => one.split(/ and /i).map((part) => part.trim()));

/** Why a package may not be here; undefined when it may. */
export const refusalOf = ({ name, version, licence }: Licensed): string | undefined => {
  const allowed = (one: string) => permissive.has(one) || exceptionOf(name)?.licence === one;
  if (alternatives(licence).some((all) => all.every(allowed))) return undefined;
  return `${name} ${version} has ${licence === "" ? "no licence in the lock file" : `the licence ${licence}`}, which is not among those of tools/licences/licences.ts: use another package, or say there why this one is no trouble.`;
};
