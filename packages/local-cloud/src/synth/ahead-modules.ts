import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { Metafile } from "esbuild";

/** Of the modules of a config, those that can be loaded before it is evaluated, by absolute path. */
export interface AheadModules {
  /** Imported by modules that cannot; each with whether it is of CommonJS. */
  readonly entries: ReadonlyMap<string, { readonly isCommon: boolean }>;
  readonly all: ReadonlySet<string>;
}

/** What declares resources, asks who deploys, or reads more than its imports. */
const declares =
  /(?<![\w./-])(sst|aws|pulumi|command|random|tls|globalThis)(\.[a-zA-Z]|\[)|\$(app|dev|cli|input|config|linkable|interpolate|concat|json\w+|resolve|transform|util|asset|output|print)\b|\bfrom "(node:|fs|path|os)/;
const declaresInPackage = /@pulumi\/|\$(app|dev|cli|config)\b/;

const isPackage = (path: string) => path.includes("node_modules");
const isCode = (path: string) => /^\.[cm]?[jt]sx?$/.test(extname(path));

/**
 * Packages and own modules (contracts, entities of tables) that have nothing to do with what is deployed, and import only
 * such. One that turns out to have does not load, and then none is loaded ahead.
 */
export const aheadModules = ({ inputs }: Metafile, platform: string): AheadModules => {
  const importers = new Map<string, string[]>();
  const bound = new Set<string>();
  for (const [path, { imports }] of Object.entries(inputs)) {
    for (const { path: imported } of imports) {
      const known = importers.get(imported) ?? [];
      importers.set(imported, known);
      known.push(path);
    }
    const file = resolve(path);
    const isBound = () =>
      (isPackage(path) ? declaresInPackage : declares).test(readFileSync(file, "utf8")) ||
      /node_modules\/sst\//.test(path);
    if (path.includes(":") || file.startsWith(platform) || (isCode(path) && isBound())) bound.add(path);
  }
  // A set takes in what is added while it is gone through.
  for (const path of bound) for (const importer of importers.get(path) ?? []) bound.add(importer);

  const free = Object.keys(inputs).filter((path) => !bound.has(path) && isCode(path));
  const entries = free
    .filter((path) => importers.get(path)?.some((importer) => bound.has(importer)))
    .map((path) => [resolve(path), { isCommon: inputs[path]?.format === "cjs" }] as const);
  return { entries: new Map(entries), all: new Set(free.map((path) => resolve(path))) };
};
