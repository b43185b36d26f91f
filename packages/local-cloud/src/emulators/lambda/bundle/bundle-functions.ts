import { awaitLock } from "../../../boot/lock.ts";
import type { ResourceGraph } from "../../../core/resource-graph.ts";
import { buildBundles } from "./build.ts";
import { type Manifest, readCurrentManifest } from "./manifest.ts";
import { type BundleRequest, bundleRequest } from "./sst-options.ts";

/** The bundle of one function of a graph. */
export interface FunctionBundle {
  /** Logical name, `PlaceOrderFunction`. */
  readonly name: string;
  readonly handler: string;
  /** Absolute path of the module Lambda loads, and the name it exports the handler by. */
  readonly file: string;
  readonly exportName: string;
  /** Bytes of code, without source maps. */
  readonly bytes: number;
  readonly minified: boolean;
  /** Absolute paths of the files whose code is in it; none for what an app bundled itself. */
  readonly sources: readonly string[];
  /** Absolute paths of all that it depends on, those of packages aside: also what was shaken out, plugins and settings. */
  readonly inputs: readonly string[];
}

/**
 * Bundles every function of the graph as SST does, below `folder`; bundles whose inputs did not change are reused, and of
 * processes that ask at the same time one bundles. Throws one error that lists all mistakes.
 */
export const bundleFunctions = async (
  graph: ResourceGraph,
  options: { folder: string },
): Promise<FunctionBundle[]> => {
  const requests = graph.resources.flatMap((resource) =>
    resource.build
      ? [bundleRequest(resource.name, String(resource.inputs.runtime ?? "nodejs24.x"), resource.build)]
      : [],
  );
  const unlock = await awaitLock(options.folder);
  const manifests = await currentBundles(requests, options.folder).finally(unlock);
  return requests.map(({ name, entry }) => {
    const { file, exportName, bytes, minified, sources, inputs } = manifests.get(name)!;
    return { name, handler: entry, file, exportName, bytes, minified, sources, inputs: Object.keys(inputs) };
  });
};

const currentBundles = async (
  requests: readonly BundleRequest[],
  folder: string,
): Promise<ReadonlyMap<string, Manifest>> => {
  const manifests = new Map<string, Manifest>();
  for (const request of requests) {
    const manifest = readCurrentManifest(folder, request);
    if (manifest) manifests.set(request.name, manifest);
  }
  const missing = requests.filter(({ name }) => !manifests.has(name));
  const errors: string[] = [];
  for (const result of await buildBundles(folder, missing))
    if (result.ok) manifests.set(result.name, result.manifest);
    else errors.push(`${result.name} does not bundle:\n  ${result.errors.join("\n  ")}`);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return manifests;
};
