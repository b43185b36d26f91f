import { existsSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import type { FunctionBuild } from "../../../core/resource-graph.ts";
import { type NodejsOptions, nodejsOptions } from "./nodejs-options.ts";
import { isPython, pythonHandler } from "./python.ts";

/** Everything the bundler needs to know of one function. */
export interface BundleRequest {
  /** Folder name below the bundles folder. */
  readonly name: string;
  /** Absolute path of the file that exports the handler. */
  readonly entry: string;
  readonly exportName: string;
  readonly root: string;
  /** Folder of code that is run as it is, instead of being bundled. */
  readonly prebuilt?: string;
  readonly runtime: string;
  readonly copyFiles: FunctionBuild["copyFiles"];
  readonly nodejs: NodejsOptions;
}

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** In the order in which Lambda's Node.js runtime looks for a module. */
export const LOADED_EXTENSIONS = [".js", ".mjs", ".cjs"];

/** Finds the handler's file as SST does, or Lambda in code that is not bundled; throws when there is none. */
export const bundleRequest = (name: string, runtime: string, build: FunctionBuild): BundleRequest => {
  if (isPython(runtime)) return pythonRequest(name, runtime, build);
  const file = basename(build.handler);
  const exportName = extname(file).slice(1);
  const stem = resolve(
    build.bundle ?? build.root,
    dirname(build.handler),
    file.slice(0, file.length - exportName.length - 1),
  );
  const extensions = build.bundle ? LOADED_EXTENSIONS : EXTENSIONS;
  const entry = extensions.map((extension) => stem + extension).find((path) => existsSync(path));
  if (!entry || !exportName)
    throw new Error(
      `${name}: handler not found: ${build.handler} (looked for ${stem}{${extensions.join(",")}}${build.bundle ? "; the files of a bundle are run as they are" : ""})`,
    );
  return {
    name,
    entry,
    exportName,
    root: build.root,
    prebuilt: build.bundle,
    runtime,
    copyFiles: build.copyFiles,
    nodejs: nodejsOptions.parse(build.nodejs),
  };
};

const pythonRequest = (name: string, runtime: string, build: FunctionBuild): BundleRequest => {
  const { source, entry, handler } = pythonHandler(name, build);
  const { root, copyFiles } = build;
  return {
    name,
    entry,
    exportName: extname(handler).slice(1),
    root,
    prebuilt: source,
    runtime,
    copyFiles,
    nodejs: {},
  };
};

const TARGETS: Record<string, string> = {
  "nodejs24.x": "es2024",
  "nodejs22.x": "es2023",
  "nodejs20.x": "es2023",
  "nodejs18.x": "es2022",
};

const BANNER = [
  `import { createRequire as topLevelCreateRequire } from 'module';`,
  `const require = topLevelCreateRequire(import.meta.url);`,
  `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
  `const __filename = topLevelFileUrlToPath(import.meta.url)`,
  `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
];

/**
 * esbuild options exactly as SST 4.17 sets them for a deployed Node function. Minified only when the config says
 * so: the documented default of `nodejs.minify` is true, but SST's code leaves it off.
 * https://github.com/anomalyco/sst/blob/dev/pkg/runtime/node/build.go
 */
export const esbuildOptions = ({ nodejs, runtime, root }: BundleRequest): BuildOptions => {
  const { esbuild = {} } = nodejs;
  const cjs = nodejs.format === "cjs";
  const target = esbuild.target?.toLowerCase() ?? TARGETS[runtime];
  return {
    absWorkingDir: root,
    platform: "node",
    bundle: true,
    metafile: true,
    write: true,
    logLevel: "silent",
    format: cjs ? "cjs" : "esm",
    outExtension: { ".js": cjs ? ".cjs" : ".mjs" },
    external: ["sharp", "pg-native", ...Object.keys(nodejs.install ?? {}), ...(esbuild.external ?? [])],
    loader: nodejs.loader ?? {},
    keepNames: esbuild.keepNames ?? true,
    splitting: nodejs.splitting ?? false,
    sourcemap: esbuild.sourcemap === undefined || esbuild.sourcemap === true ? "linked" : esbuild.sourcemap,
    mainFields: esbuild.mainFields ?? (cjs ? ["main"] : ["module", "main"]),
    minify: nodejs.minify ?? false,
    banner: { js: [...(cjs ? [] : BANNER), nodejs.banner ?? ""].join("\n") },
    target,
    conditions: esbuild.conditions,
    nodePaths: esbuild.nodePaths,
    define: esbuild.define,
  };
};

/**
 * Functions whose key is the same go into one run of esbuild, which then parses what they share once: six functions
 * with AWS SDK clients take 0.8 s and 300 MB together, 2.8 s and 800 MB one by one. The bundles are the same bytes.
 */
export const groupKey = (request: BundleRequest): string => {
  const alone = request.nodejs.splitting || Object.values(request.nodejs.loader ?? {}).includes("file");
  return JSON.stringify([esbuildOptions(request), request.nodejs.plugins, alone ? request.name : ""]);
};

/** What is `/var/task` on AWS. */
export const taskRoot = (folder: string, { name, prebuilt }: BundleRequest): string =>
  prebuilt ? join(folder, name, "prebuilt") : join(folder, name);

/** The module that exports the handler. */
export const bundleFile = (folder: string, request: BundleRequest): string =>
  join(
    taskRoot(folder, request),
    request.prebuilt
      ? relative(request.prebuilt, request.entry)
      : request.nodejs.format === "cjs"
        ? "bundle.cjs"
        : "bundle.mjs",
  );
