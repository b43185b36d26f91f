import type { ResourceGraph } from "../core/resource-graph.ts";

/** What `sst shell` puts into a command's environment, so that `Resource.<Name>` works in scripts. */
export const linkEnvironment = (graph: ResourceGraph): Record<string, string> => ({
  SST_RESOURCE_App: JSON.stringify(graph.app),
  ...Object.fromEntries(
    Object.entries(graph.links).map(([name, properties]) => [
      `SST_RESOURCE_${name}`,
      JSON.stringify(properties),
    ]),
  ),
});
