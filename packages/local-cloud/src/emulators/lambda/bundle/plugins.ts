import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import type { BundleRequest } from "./sst-options.ts";

/** The esbuild plugins of a function, and the absolute paths of the app's files they are written in. */
export const loadPlugins = async ({
  nodejs,
  root,
}: BundleRequest): Promise<{ plugins: Plugin[]; files: string[] }> => {
  if (!nodejs.plugins) return { plugins: [], files: [] };
  const file = resolve(root, nodejs.plugins);
  const module: { default: Plugin[] } = await import(pathToFileURL(file).href);
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return { plugins: module.default, files: Object.keys(metafile.inputs).map((path) => resolve(root, path)) };
};
