import { relative, resolve, sep } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";

/** Files whose code is in something that is deployed; paths are below the root of the repository. */
export interface Code {
  readonly sources: ReadonlySet<string>;
  /** What is imported on the way, and none of it is left: files that only pass on what others export. */
  readonly passed: ReadonlySet<string>;
  /** Installed packages, by their keys in the lock file: `node_modules/zod`. */
  readonly packages: ReadonlySet<string>;
}

/** The key in the lock file of the package that a file belongs to; undefined for a file of the repository. */
export function packageOf(file: string): string | undefined {
  const path = file.split(sep).join("/");
  return /node_modules\/.*node_modules\/(?:@[^/]+\/)?[^/]+|node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

/** A path below the root, with slashes. */
export const belowRoot = (root: string, path: string): string => relative(root, path).split(sep).join("/");

/** Sorts files into those of the repository and packages. */
export function codeOf(root: string, sources: Iterable<string>, inputs: Iterable<string>): Code {
  const own = new Set<string>();
  const packages = new Set<string>();
  for (const source of sources) {
    const key = packageOf(source);
    if (key) packages.add(key);
    else own.add(belowRoot(root, source));
  }
  const passed = [...inputs]
    .filter((input) => packageOf(input) === undefined)
    .map((input) => belowRoot(root, input))
    .filter((input) => !own.has(input));
  return { sources: own, passed: new Set(passed), packages };
}

const assets = [".css", ".woff2", ".woff", ".svg", ".png", ".jpg", ".webp"];

async function analyse(
  root: string,
  entryPoints: readonly string[],
  options: BuildOptions,
): Promise<Metafile> {
  const { metafile } = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    outdir: "out",
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: options.platform ?? "node",
    target: "node24",
    logLevel: "silent",
    loader: Object.fromEntries(assets.map((ending) => [ending, ending === ".css" ? "css" : "file"])),
  });
  return metafile;
}

/** What is left of some modules and all they import, once it is bundled. */
export type Bundled = (modules: readonly string[]) => Code;

/**
 * Bundles modules in one go, each by itself, for whoever asks what some of them are made of. Throws when an import leads
 * nowhere.
 */
export async function bundledFrom(
  root: string,
  entryPoints: readonly string[],
  options: BuildOptions = {},
): Promise<Bundled> {
  const { inputs, outputs } = await analyse(root, entryPoints, options);
  const used = (module: string) =>
    Object.values(outputs)
      .filter(({ entryPoint }) => entryPoint === module)
      .flatMap((output) => (output.cssBundle ? [output, outputs[output.cssBundle]!] : [output]))
      .flatMap((output) => Object.entries(output.inputs))
      .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  const path = (file: string) => resolve(root, file);
  return (modules) => codeOf(root, modules.flatMap(used).map(path), reachedFrom(modules, inputs).map(path));
}

const reachedFrom = (modules: readonly string[], inputs: Metafile["inputs"]): string[] => {
  const reached = new Set(modules);
  // What is added meanwhile is visited, too.
  for (const file of reached)
    for (const { path, external } of inputs[file]?.imports ?? []) if (!external) reached.add(path);
  return [...reached];
};

/** The modules of the repository that a module imports when it comes to it. */
export async function importedLater(root: string, module: string): Promise<string[]> {
  const { inputs } = await analyse(root, [module], { packages: "external" });
  return (inputs[module]?.imports ?? [])
    .filter(({ kind, external }) => kind === "dynamic-import" && !external)
    .map(({ path }) => path);
}

/** Names of the packages that a module of the repository and what it imports take. */
export async function packagesImported(root: string, module: string): Promise<string[]> {
  const { inputs } = await analyse(root, [module], { packages: "external" });
  const names = Object.values(inputs).flatMap(({ imports }) =>
    imports.flatMap(({ path, external }) => (external && !path.startsWith("node:") ? [path] : [])),
  );
  return [...new Set(names)];
}
