import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleFunctions, synthesize } from "sourdough-local/synth";
import type { WorkerStart } from "./job.ts";

/** Evaluates the config of an app and bundles its functions, as far as that is not done yet. */
export const prepare = async (root: string): Promise<WorkerStart> => {
  const folder = join(root, ".local", "simulation");
  await mkdir(folder, { recursive: true });
  const { graph } = await synthesize({ root });
  await bundleFunctions(graph, { folder: join(folder, "bundles") });
  const graphFile = join(folder, "graph.json");
  await writeFile(graphFile, JSON.stringify(graph));
  return { root, graphFile, folder };
};
