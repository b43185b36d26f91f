import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { stableId } from "../core/resource-type.ts";
import { buildTo, bundleOptions } from "./bundles.ts";
import { patchedComponents, patches } from "./patches.ts";
import { platformPackages } from "./platform-packages.ts";

/** What a config finds around itself: SST's components, Pulumi's AWS, and the functions with a `$`. */
const source = (src: string) => `
  import * as pulumi from "@pulumi/pulumi";
  import * as aws from "@pulumi/aws";
  import * as shim from ${JSON.stringify(join(src, "shim/run.js"))};
  import * as sst from ${JSON.stringify(join(src, "components/index.ts"))};
  import { $transform } from ${JSON.stringify(join(src, "components/component.ts"))};
  import { run } from ${JSON.stringify(join(src, "auto/run.ts"))};
  Object.assign(globalThis, shim, { aws, sst });
  const { runtime } = pulumi;
  export { $transform, pulumi, run, runtime };`;

/** What the bundle of a config imports them by. */
export const COMPONENTS = "local-cloud:components";

/** Beside the config in its bundle, for a config that imports sources of SST, which must exist once. */
export const withinConfig = (platform: string): Plugin => ({
  name: "components",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^${COMPONENTS}$`) }, ({ path }) => ({ path, namespace: "components" }));
    onLoad({ filter: /.*/, namespace: "components" }, () => ({
      contents: source(join(platform, "src")),
      resolveDir: join(platform, "src"),
      loader: "ts",
    }));
  },
});

/**
 * Bundles SST's components once for each version of SST and of what is changed in it, and answers where. No config is in
 * it, so that a process can load it before it knows which one it is to evaluate.
 */
export const bundleComponents = async (platform: string): Promise<string> => {
  const src = join(platform, "src");
  const version = await readFile(join(platform, "version"), "utf8");
  const contents = source(src);
  const print = stableId(JSON.stringify([version, contents, patches, bundleOptions]));
  // SST itself writes its bundles next to the platform so that `@pulumi/*` resolves there.
  const outfile = join(platform, `local-cloud.components.${print}.mjs`);
  if (!existsSync(outfile))
    await buildTo(outfile, {
      stdin: { contents, resolveDir: src, sourcefile: join(src, "local-cloud.ts"), loader: "ts" },
      plugins: [patchedComponents(platform), platformPackages(platform)],
    });
  return outfile;
};
