import type { Cloud, Credentials } from "../core/cloud.ts";
import type { DevCommand } from "../core/resource-graph.ts";
import { linkEnvironment } from "../process/link-environment.ts";

/** What `sst dev` gives a command: links, credentials of its role and its own variables; and where AWS is, here. */
export const commandEnvironment = (
  command: DevCommand,
  cloud: Pick<Cloud, "graph" | "endpoint" | "region">,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  port: number,
): NodeJS.ProcessEnv => {
  const { graph } = cloud;
  const links = Object.fromEntries(
    command.links.flatMap((name) => (graph.links[name] ? [[name, graph.links[name]]] : [])),
  );
  const { AWS_PROFILE: _profile, ...inherited } = process.env;
  return {
    ...inherited,
    TZ: undefined,
    ...linkEnvironment({ ...graph, links }),
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    PORT: String(port),
    ...command.environment,
  };
};
