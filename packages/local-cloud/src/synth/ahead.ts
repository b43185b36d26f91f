import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Metafile, Plugin } from "esbuild";
import { type AheadBundle, bundleAhead, forgetAhead, isCurrent } from "./ahead-bundle.ts";
import type { ConfigPaths } from "./config-bundle.ts";
import type { EnvironmentReads } from "./environment-reads.ts";
import type { SynthRequest } from "./request.ts";

/** Modules of a config that are loaded before it is evaluated. */
export interface Ahead {
  /** Has the bundle of a config import them. */
  readonly plugin: Plugin;
  /** Own sources among them. */
  readonly inputs: readonly string[];
  /** Whether a bundle with the plugin has each module once; where not, the next process has others. */
  fits(metafile: Metafile): boolean;
}

const REGISTRY = "localCloudAhead";

const textOf = ({ isCommon, outfile, exports }: AheadBundle["entries"][number]): string => {
  const url = JSON.stringify(pathToFileURL(outfile).href);
  if (isCommon) return `module.exports = globalThis.${REGISTRY}[${url}];`;
  const names = exports.map((name) => (name === "default" ? "default" : JSON.stringify(name)));
  return `export { ${names.join(", ")} } from ${url};`;
};

const pluginOf = ({ entries }: AheadBundle): Plugin => ({
  name: "ahead",
  setup({ onLoad, onResolve }) {
    const known = new Map(entries.map((entry) => [entry.path, entry]));
    const paths = [...known.keys()].map((path) => path.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
    onResolve({ filter: /^file:/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: new RegExp(`^(?:${paths})$`) }, ({ path }) => {
      const entry = known.get(path);
      return entry && { contents: textOf(entry), loader: "js" };
    });
  },
});

/** Lets nothing be declared meanwhile, which would be lost. */
const declaringNothing = async <T>(platform: string, run: () => Promise<T>): Promise<T> => {
  const require = createRequire(join(platform, "package.json"));
  const runtime = require("@pulumi/pulumi/runtime/resource") as Record<string, unknown>;
  const { registerResource, readResource } = runtime;
  const refuse = () => {
    throw new Error("A module that is loaded ahead declares a resource.");
  };
  Object.assign(runtime, { registerResource: refuse, readResource: refuse });
  try {
    return await run();
  } finally {
    Object.assign(runtime, { registerResource, readResource });
  }
};

/**
 * Loads what of the config in a folder has nothing to do with what is deployed. Answers who may use it: undefined where it
 * did not load, or has changed since.
 */
export const loadAhead = async (
  paths: ConfigPaths,
  environment: EnvironmentReads,
): Promise<(variables: SynthRequest["environment"]) => Ahead | undefined> => {
  try {
    const bundle = await bundleAhead(paths);
    const load = async ({ outfile }: AheadBundle["entries"][number]) => {
      const { href } = pathToFileURL(outfile);
      return [href, ((await import(href)) as { default?: unknown }).default] as const;
    };
    const loaded = await environment.during(() =>
      declaringNothing(paths.platform, async () => {
        const done: Awaited<ReturnType<typeof load>>[] = [];
        for (const entry of bundle.entries) done.push(await load(entry));
        return done;
      }),
    );
    Object.assign(globalThis, { [REGISTRY]: Object.fromEntries(loaded) });
    const read = environment.names().map((name) => [name, process.env[name]] as const);
    const entries = new Set(bundle.entries.map(({ path }) => path));
    const modules = new Set(bundle.modules);
    const ahead: Ahead = {
      plugin: pluginOf(bundle),
      inputs: Object.keys(bundle.prints).filter((path) => modules.has(path)),
      fits(metafile) {
        const isTwice = Object.keys(metafile.inputs)
          .map((path) => resolve(path))
          .some((path) => modules.has(path) && !entries.has(path));
        if (isTwice) forgetAhead(paths);
        return !isTwice;
      },
    };
    return (variables) =>
      isCurrent(bundle) && read.every(([name, value]) => variables[name] === value) ? ahead : undefined;
  } catch {
    // What is wrong, the evaluation says.
    return () => undefined;
  }
};
