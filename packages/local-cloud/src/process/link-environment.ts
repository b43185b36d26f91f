import type { Cloud, Credentials } from "../core/cloud.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { certificateFile } from "../http/certificate.ts";

/** What `sst shell` puts into a command's environment, so that `Resource.<Name>` works in scripts. */
const linkEnvironment = ({ app, links }: Pick<ResourceGraph, "app" | "links">): Record<string, string> => ({
  SST_RESOURCE_App: JSON.stringify(app),
  ...Object.fromEntries(
    Object.entries(links).map(([name, properties]) => [`SST_RESOURCE_${name}`, JSON.stringify(properties)]),
  ),
});

type Keys = Omit<Credentials, "sessionToken"> & Partial<Credentials>;

/** Whoever has no others is the root user. */
const anybody: Keys = { accessKeyId: "local", secretAccessKey: "local" };

/** Of an app whose clients come by TLS: Node takes one file, and a person's own stays. */
const trust = ({ graph, localFolder }: Pick<Cloud, "graph" | "localFolder">): Record<string, string> =>
  graph.resources.some(({ type }) => type === "aws:iot/authorizer:Authorizer")
    ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? certificateFile(localFolder) }
    : {};

/** With which a command acts as a part of the app: links, endpoint, region, and credentials, the root user's unless stated. */
export const shellEnvironment = (
  { graph, endpoint, localFolder }: Pick<Cloud, "graph" | "endpoint" | "localFolder">,
  {
    links = graph.links,
    credentials: { accessKeyId, secretAccessKey, sessionToken } = anybody,
  }: { links?: ResourceGraph["links"]; credentials?: Keys } = {},
): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: graph.region,
  AWS_DEFAULT_REGION: graph.region,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  ...trust({ graph, localFolder }),
  ...linkEnvironment({ app: graph.app, links }),
});

/** What the environment of this process says about AWS, of which nothing may reach a command: it would call AWS. */
const leadsToAws =
  /^AWS_(PROFILE|DEFAULT_PROFILE|SESSION_TOKEN|SECURITY_TOKEN|ENDPOINT_URL_\w+|IGNORE_CONFIGURED_ENDPOINT_URLS|CONTAINER_\w+|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN)$/;

/** That of this process, with the app's. */
export const environmentWith = (own: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !leadsToAws.test(name))),
  ...own,
});
