import { join } from "node:path";
import { loadContracts, startConsole } from "../console/index.ts";
import { noFaults } from "../core/faults.ts";
import type { BootedApp } from "./boot.ts";

/** Serves the console with what an app did and has, and answers with its address. To be called when its time stands still. */
export const openConsole = async (
  { cloud, graph }: Pick<BootedApp, "cloud" | "graph">,
  { root, port }: { readonly root: string; readonly port: number },
): Promise<string> => {
  const warn = console.error;
  const server = await startConsole(port, { localFolder: join(root, ".local"), report: () => {}, warn });
  server.open({
    cloud,
    root,
    faults: noFaults(),
    outputs: () => graph.outputs,
    contracts: await loadContracts(root, warn),
    comparison: () => undefined,
  });
  return server.url;
};
