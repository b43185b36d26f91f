import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { stableId } from "../core/resource-type.ts";
import { aheadModules } from "./ahead-modules.ts";
import { bundleOptions } from "./bundles.ts";
import type { ConfigPaths } from "./config-bundle.ts";
import { sha256 } from "./kept-graphs.ts";
import { platformPackages } from "./platform-packages.ts";

/** Modules of a config in files of their own, one for each that the rest imports. */
export interface AheadBundle {
  readonly entries: readonly {
    /** Absolute, of the source. */
    readonly path: string;
    readonly isCommon: boolean;
    readonly outfile: string;
    readonly exports: readonly string[];
  }[];
  /** Sources of all modules in it. */
  readonly modules: readonly string[];
  /** Own sources, and the lock of the packages: with what is in them. */
  readonly prints: Readonly<Record<string, string>>;
}

const printOf = (path: string): string => {
  try {
    return sha256(readFileSync(path));
  } catch {
    return "";
  }
};

/** Whether its sources are what they were. */
export const isCurrent = ({ prints }: AheadBundle): boolean =>
  Object.entries(prints).every(([path, print]) => printOf(path) === print);

const folderOf = ({ root, platform }: ConfigPaths) => join(platform, `local-cloud.ahead.${stableId(root)}`);
const manifestOf = (paths: ConfigPaths) => join(folderOf(paths), "bundle.json");

const kept = (paths: ConfigPaths): AheadBundle | undefined => {
  try {
    const bundle = JSON.parse(readFileSync(manifestOf(paths), "utf8")) as AheadBundle;
    return isCurrent(bundle) ? bundle : undefined;
  } catch {
    return undefined;
  }
};

/** Has the next process look anew which modules there are. */
export const forgetAhead = (paths: ConfigPaths): void => rmSync(manifestOf(paths), { force: true });

/** What every config imports that is not there yet. */
const withoutComponents: Plugin = {
  name: "without-components",
  setup({ onResolve }) {
    onResolve({ filter: /^@pulumi\// }, ({ path }) => ({ path, external: true }));
  },
};

/** Bundles what of a config can be loaded ahead, unless it is as it was. Rejects when the config cannot be bundled. */
export const bundleAhead = async (paths: ConfigPaths): Promise<AheadBundle> => {
  const before = kept(paths);
  if (before) return before;
  const { root, platform } = paths;
  const { metafile } = await build({
    ...bundleOptions,
    sourcemap: false,
    entryPoints: [join(root, "sst.config.ts")],
    outfile: "config.mjs",
    write: false,
    metafile: true,
    plugins: [withoutComponents, platformPackages(platform)],
  });
  const { entries, all } = aheadModules(metafile, platform);
  const own = [...all].filter((path) => !path.includes("node_modules"));
  const prints = Object.fromEntries(
    [...own, join(root, "package-lock.json")].map((path) => [path, printOf(path)]),
  );
  const outdir = folderOf(paths);
  const built = await build({
    ...bundleOptions,
    entryPoints: [...entries.keys()].map((path) => ({ in: path, out: stableId(path) })),
    outdir,
    // Each of what is built has a name of its own, so that no process finds the parts of another.
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    metafile: true,
    plugins: [platformPackages(platform)],
  });
  const bundle: AheadBundle = {
    entries: Object.entries(built.metafile.outputs).flatMap(([outfile, { entryPoint, exports }]) => {
      const path = entryPoint && resolve(entryPoint);
      const entry = path && entries.get(path);
      return entry ? [{ path, ...entry, outfile: resolve(outfile), exports }] : [];
    }),
    modules: [...all],
    prints,
  };
  mkdirSync(outdir, { recursive: true });
  const made = new Set(Object.keys(built.metafile.outputs).map((path) => basename(path)));
  for (const name of readdirSync(outdir)) if (!made.has(name)) rmSync(join(outdir, name), { force: true });
  writeFileSync(manifestOf(paths), JSON.stringify(bundle));
  return bundle;
};
