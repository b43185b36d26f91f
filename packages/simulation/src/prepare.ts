import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundleFunctions, FolderInUseError, synthesize, takeLock } from "sourdough-local/synth";
import type { WorkerStart } from "./job.ts";
import { checkOutCopy } from "./plant.ts";

/** By root, with what keeps others out until this process ends. */
const own = new Map<string, { readonly folder: string; readonly lock: unknown }>();

/** A folder that no other simulation of this checkout is in, since each bundles functions for itself. */
const ownFolder = async (root: string): Promise<string> => {
  const taken = own.get(root);
  if (taken) return taken.folder;
  for (let number = 1; ; number++) {
    const folder = join(root, ".local", number === 1 ? "simulation" : `simulation-${number}`);
    try {
      own.set(root, { folder, lock: await takeLock(folder) });
      return folder;
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    }
  }
};

const bundled = async (root: string, bundles: string) => {
  await mkdir(bundles, { recursive: true });
  const { graph } = await synthesize({ root });
  return { graph, functions: await bundleFunctions(graph, { folder: bundles }) };
};

const manifestOf = (bundles: string, name: string) => join(bundles, name, "bundle.json");

/** Lets the functions of this graph run the code of another checkout, where it has a function of the name. */
const bundledAs = async (bundles: string, copy: string, folder: string): Promise<void> => {
  const { functions } = await bundled(copy, join(folder, "own"));
  const others = join(folder, "bundles");
  await rm(others, { recursive: true, force: true });
  for (const { name, file } of functions) {
    if (!existsSync(manifestOf(bundles, name))) continue;
    const manifest = JSON.parse(await readFile(manifestOf(bundles, name), "utf8")) as object;
    await mkdir(join(others, name), { recursive: true });
    await writeFile(manifestOf(others, name), JSON.stringify({ ...manifest, file, taskRoot: dirname(file) }));
  }
};

/**
 * Evaluates the config of an app and bundles its functions, as far as that is not done yet; also those of a commit that days
 * are to begin with.
 */
export const prepare = async (root: string, before?: string): Promise<WorkerStart> => {
  const folder = await ownFolder(root);
  const bundles = join(folder, "bundles");
  const { graph } = await bundled(root, bundles);
  const graphFile = join(folder, "graph.json");
  await writeFile(graphFile, JSON.stringify(graph));
  if (before === undefined) return { root, graphFile, folder };
  const earlier = join(folder, "before");
  const copy = join(earlier, "checkout");
  await checkOutCopy(root, before, copy);
  await bundledAs(bundles, copy, earlier);
  return { root, graphFile, folder, before: earlier };
};
