import type { Cloud } from "../core/cloud.ts";
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

/** With which a command acts as a part of the app: links, endpoint, region, and the credentials of the root user. */
export const shellEnvironment = ({
  graph,
  endpoint,
}: Pick<Cloud, "graph" | "endpoint">): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: graph.region,
  AWS_DEFAULT_REGION: graph.region,
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  ...linkEnvironment(graph),
});
