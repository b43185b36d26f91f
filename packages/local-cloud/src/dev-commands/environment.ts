import type { Cloud, Credentials } from "../core/cloud.ts";
import type { DevCommand } from "../core/resource-graph.ts";
import { environmentWith, shellEnvironment } from "../process/link-environment.ts";

/** What `sst dev` gives a command: links, credentials of its role and its own variables; and where AWS is, here. */
export const commandEnvironment = (
  command: DevCommand,
  cloud: Pick<Cloud, "graph" | "endpoint" | "localFolder">,
  credentials: Credentials,
  port: number,
): NodeJS.ProcessEnv => {
  const { graph } = cloud;
  const links = Object.fromEntries(
    command.links.flatMap((name) => (graph.links[name] ? [[name, graph.links[name]]] : [])),
  );
  return {
    ...environmentWith(shellEnvironment(cloud, { links, credentials })),
    TZ: undefined,
    PORT: String(port),
    ...command.environment,
  };
};
