import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deployableIn, type ProjectGraph } from "@sourdough/contracts/projects";
import { bundleFunctions, synthesize } from "sourdough-local/synth";
import { belowRoot, bundledFrom, type Code, codeOf, importedLater, packagesImported } from "./code.ts";
import { parseLockFile, withDependencies } from "./lock-file.ts";

const config = "sst.config.ts";

/** What a slice is made of, as it is here; paths are below the root of the repository. */
export interface Slice {
  readonly name: string;
  /** Its project's folder. */
  readonly folder: string;
  /** Slices it builds on, those they build on first. */
  readonly needs: readonly string[];
  /** Files by what they are for in it, in words. */
  readonly files: ReadonlyMap<string, string>;
  /** Files it imports that only pass on what others export. */
  readonly passed: ReadonlySet<string>;
  /** Files that say how code is compiled and found: package.json, tsconfig.json. */
  readonly settings: ReadonlySet<string>;
  /** Keys in the lock file. */
  readonly packages: ReadonlySet<string>;
}

/** All slices, and what is known of the repository beside them. */
export interface Slices {
  /** Those that others need first. */
  readonly slices: readonly Slice[];
  /** What the config reads and no slice is known to: it counts for all of them. */
  readonly readByConfig: ReadonlySet<string>;
  /** Where the config deploys to. */
  readonly region: string;
}

/** Files of which some fields count, or that compilers read. */
export const isSetting = (file: string) => /(^|\/)(package|tsconfig(\.base)?)\.json$/.test(file);
const isPlugin = (file: string) => file.endsWith(".mjs");

/** Throws when `sst.config.ts` and the projects with a `deploy` target do not name the same slices. */
async function modulesOf(root: string, graph: ProjectGraph) {
  const imported = await importedLater(root, config);
  const own = new Map<string, string>();
  for (const { name, root: folder } of deployableIn(graph).values()) {
    const module = [`${folder}/infra.ts`, `${folder}/${name}.ts`].find((path) => imported.includes(path));
    if (!module)
      throw new Error(
        `${name} has a deploy target, and ${config} imports no ${folder}/infra.ts: add the slice there, or take the target out of ${folder}/project.json`,
      );
    own.set(name, module);
  }
  const names = new Set(own.values());
  return { own, common: imported.filter((module) => !names.has(module)) };
}

/** The page as its builder sees it; undefined for a slice without one. */
async function pageOf(root: string, folder: string): Promise<{ code: Code; builders: string[] } | undefined> {
  const html = await readFile(join(root, folder, "index.html"), "utf8").catch(() => undefined);
  const script = html && /<script[^>]*\ssrc="\/?([^"]+)"/.exec(html)?.[1];
  if (!script) return undefined;
  const module = `${folder}/${script}`;
  const bundled = await bundledFrom(root, [module], { platform: "browser", jsx: "automatic" });
  return {
    code: bundled([module]),
    builders: await packagesImported(root, `${folder}/vite.config.ts`),
  };
}

/**
 * What each slice is made of: what its module in `sst.config.ts` imports, the code in its functions, its page and what
 * builds it. Of files and packages only those count that are in a bundle, as they are on AWS.
 */
export async function loadSlices(root: string, graph: ProjectGraph): Promise<Slices> {
  const [{ own, common }, { graph: resources, inputs }, lock] = await Promise.all([
    modulesOf(root, graph),
    synthesize({ root, onProgress: (message) => console.error(message) }),
    readFile(join(root, "package-lock.json"), "utf8").then(parseLockFile),
  ]);
  const functions = await bundleFunctions(resources, { folder: join(root, ".local/bundles") });
  const isDeployer = (key: string) => /^node_modules\/sst(-[^/]+)?$/.test(key);
  const deployers = Object.keys(lock.packages).filter(isDeployer);

  const declared = await bundledFrom(root, [...own.values(), ...common]);

  const slices: Slice[] = [];
  for (const { name, root: folder, needs } of deployableIn(graph).values()) {
    const files = new Map<string, string>([[config, "the config of all"]]);
    const passed = new Set<string>();
    const settings = new Set<string>(["tsconfig.base.json"]);
    const packages = new Set(deployers);
    const add = (code: Code, what: string) => {
      for (const file of code.sources) if (!files.has(file)) files.set(file, what);
      for (const file of code.passed) {
        if (isSetting(file)) settings.add(file);
        else if (isPlugin(file)) files.set(file, "how its functions are bundled");
        else passed.add(file);
      }
      for (const key of code.packages) packages.add(key);
    };
    const mine = functions.filter(({ handler }) => belowRoot(root, handler).startsWith(`${folder}/`));
    for (const { handler, sources, inputs: all } of mine)
      add(codeOf(root, sources, all), `code of ${belowRoot(root, handler)}`);
    const page = await pageOf(root, folder);
    if (page) {
      add(page.code, "code of the page");
      files.set(`${folder}/vite.config.ts`, "how the page is built");
      for (const key of withDependencies(lock, page.builders)) packages.add(key);
    }
    add(declared([own.get(name)!, ...common]), "what it declares");
    slices.push({ name, folder, needs, files, passed, settings, packages });
  }
  const known = (file: string) =>
    slices.some(
      (slice) => slice.files.has(file) || slice.passed.has(file) || file.startsWith(`${slice.folder}/`),
    );
  const read = inputs.map((path) => belowRoot(root, path)).filter((file) => !known(file));
  return {
    slices: slices.sort((one, other) => one.needs.length - other.needs.length),
    readByConfig: new Set(read),
    region: resources.region,
  };
}
