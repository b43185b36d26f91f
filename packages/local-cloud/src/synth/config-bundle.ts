import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Metafile, Plugin } from "esbuild";
import { stableId } from "../core/resource-type.ts";
import type { Ahead } from "./ahead.ts";
import { buildTo } from "./bundles.ts";
import { COMPONENTS, withinConfig } from "./components-bundle.ts";
import { patchedComponents } from "./patches.ts";
import { platformPackages } from "./platform-packages.ts";

export interface AppConfig {
  name: string;
  home: string;
  removal?: string;
  protect?: boolean;
  providers?: Record<string, unknown>;
}

/** Where things are for one config. */
export interface ConfigPaths {
  /** Folder of `sst.config.ts`. */
  root: string;
  /** `.sst/platform`: the component sources SST unpacked. */
  platform: string;
  /** Scratch folder for bundles and artifacts. */
  work: string;
}

/** The region the config sets for the AWS provider; undefined when it leaves that to the environment. */
export const regionOf = ({ providers }: AppConfig): string | undefined => {
  const { region } = (providers?.aws ?? {}) as { region?: unknown };
  return typeof region === "string" ? region : undefined;
};

/** Path of the bundle, and its source files. */
export interface Bundle {
  outfile: string;
  inputs: string[];
}

const elsewhere = (address: string): Plugin => ({
  name: "components",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^${COMPONENTS}$`) }, () => ({ path: address, external: true }));
  },
});

/**
 * Bundles a config and what it imports, beside SST's components, which are at the address `components`, and what is loaded
 * ahead.
 */
export const bundleConfig = async (
  { root, platform }: ConfigPaths,
  { stage, dev }: { stage: string; dev: boolean },
  components: string,
  ahead?: Ahead,
): Promise<Bundle> => {
  // Apps may share one platform through a link, and two stages of one app may be evaluated at the same time, so the name
  // tells them apart.
  const variant = stableId([root, stage, ...(dev ? ["dev"] : [])].join("\n"));
  const outfile = join(platform, `local-cloud.config.${variant}.mjs`);
  const bundle = (plugins: Plugin[]) =>
    buildTo(outfile, {
      stdin: {
        contents: `
          export * from "${COMPONENTS}";
          import * as module from ${JSON.stringify(join(root, "sst.config.ts"))};
          export const config = module["default"];`,
        resolveDir: root,
        sourcefile: join(platform, "local-cloud.ts"),
        loader: "ts",
      },
      plugins: [...plugins, patchedComponents(platform), platformPackages(platform)],
    });
  const takesSources = ({ inputs }: Metafile) =>
    Object.keys(inputs).some((input) => resolve(input).startsWith(join(platform, "src", "/")));
  const bundleWithAhead = async () => {
    const metafile = ahead && (await bundle([elsewhere(components), ahead.plugin]).catch(() => undefined));
    return metafile && ahead.fits(metafile) && !takesSources(metafile) ? metafile : undefined;
  };
  const bundleWhole = async () => {
    const metafile = await bundle([elsewhere(components)]);
    return takesSources(metafile) ? bundle([withinConfig(platform)]) : metafile;
  };
  const { inputs } = (await bundleWithAhead()) ?? (await bundleWhole());
  return {
    outfile,
    inputs: [...Object.keys(inputs), ...(ahead?.inputs ?? [])]
      .filter((path) => !path.includes("node_modules") && !path.includes(".sst/platform"))
      .map((path) => resolve(path))
      .filter((path) => existsSync(path) && !path.startsWith(platform)),
  };
};
