import { z } from "zod";
import { parseJson } from "../core/parse-json.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";

/** The host that stands in a graph for a server of `dev`, until it is known where that listens. */
export const hostOf = (name: string): string => `${name}.dev.localcloud`.toLowerCase();

type Part = Pick<ResourceGraph, "outputs" | "links" | "resources">;

const URL_OF_HOST = /http:\/\/([\w-]+\.dev\.localcloud)/gi;

/** Hosts at addresses of their own: whatever a link, an output or a resource names. Those behind a router are not. */
export const hostsWithAddress = ({ outputs, links, resources }: Part): string[] => [
  ...new Set(
    [...JSON.stringify({ outputs, links, resources }).matchAll(URL_OF_HOST)].map(([, host = ""]) =>
      host.toLowerCase(),
    ),
  ),
];

const keys = z.object({ namespace: z.string(), entries: z.object({ metadata: z.string() }) });
const route = z.object({ entry: z.string() });
const target = z.object({ host: z.string() });

/** The host behind a router that the path of a WebSocket leads to: the function of the router sees none of these. */
export const hostBehindRouter = (
  { resources }: Pick<Part, "resources">,
  path: string,
): string | undefined => {
  const hosts = new Map<string, string>();
  const routes: { namespace: string; prefix: string }[] = [];
  for (const { inputs } of resources) {
    const { data: described } = keys.safeParse(inputs);
    const { data: to } = target.safeParse(described && parseJson(described.entries.metadata));
    if (described && to?.host.endsWith(".dev.localcloud")) hosts.set(described.namespace, to.host);
    const [, namespace = "", , prefix = ""] = route.safeParse(inputs).data?.entry.split(",") ?? [];
    if (namespace) routes.push({ namespace, prefix });
  }
  const found = routes
    .filter(({ namespace, prefix }) => hosts.has(namespace) && path.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  return found && hosts.get(found.namespace);
};
