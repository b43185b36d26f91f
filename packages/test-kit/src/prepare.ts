import { bundleFunctions, synthesize } from "sourdough-local/synth";
import { bundleFolder, root } from "./folders.ts";

/**
 * Run once before all flow tests: in a fresh clone it installs SST's platform; then every boot has a cached graph, and
 * bundles that it need not build itself.
 */
export const setup = async (): Promise<void> => {
  const { graph } = await synthesize({ root, onProgress: (message) => console.log(message) });
  await bundleFunctions(graph, { folder: bundleFolder });
};
