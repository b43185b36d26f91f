import { readFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import { transformSync } from "esbuild";

/** What the code of a function finds in place of what all of this process share. */
export interface OwnGlobals {
  readonly globalThis: object;
  readonly process: object;
  readonly console: object;
  readonly Date: DateConstructor;
  readonly fetch: typeof fetch;
  /** Modules of Node by name, without `node:`. */
  readonly modules: Readonly<Record<string, object>>;
}

type Module = { exports: Record<string, unknown> };
type Run = (...given: unknown[]) => void;

/** By their source: the same code is often in files of several names. */
const compiled = new Map<string, Run>();
const builtin = new Set(builtinModules);
const requireBuiltin = createRequire(import.meta.url);

const parameters = [
  "exports",
  "require",
  "module",
  "bundleFile",
  "bundleUrl",
  "global",
  "globalThis",
  "process",
  "console",
  "Date",
  "fetch",
];

/** Where code is on AWS, and in the stack of an error: the same on each machine. */
const placeOf = (file: string) => `/var/task/${basename(file)}`;

/** As CommonJS, a bundle can be run again and again: each time its modules are new, and its code is not. */
const compile = (source: string, file: string): Run => {
  const { code } = transformSync(source, {
    format: "cjs",
    platform: "node",
    target: "node24",
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "bundleUrl", "import.meta.filename": "bundleFile" },
    logLevel: "silent",
  });
  return compileFunction(code, parameters, { filename: placeOf(file) }) as Run;
};

const compiledBundle = (file: string): Run => {
  const source = readFileSync(file, "utf8");
  const known = compiled.get(source);
  if (known) return known;
  const run = compile(source, file);
  compiled.set(source, run);
  return run;
};

/** Runs a bundle from its beginning and returns what it exports. */
export const loadBundle = (file: string, own: OwnGlobals): Record<string, unknown> => {
  const module: Module = { exports: {} };
  const modules: Record<string, object> = {
    ...own.modules,
    process: own.process,
    module: { createRequire: () => require },
  };
  const require = (name: string): unknown => {
    const bare = name.replace(/^node:/, "");
    const replaced = modules[bare];
    if (replaced) return replaced;
    if (builtin.has(bare)) return requireBuiltin(`node:${bare}`);
    throw new Error(
      `${file} requires ${name}, which is not part of the bundle: a simulation runs bundles that are whole.`,
    );
  };
  compiledBundle(file)(
    module.exports,
    require,
    module,
    placeOf(file),
    pathToFileURL(placeOf(file)).href,
    own.globalThis,
    own.globalThis,
    own.process,
    own.console,
    own.Date,
    own.fetch,
  );
  return module.exports;
};
