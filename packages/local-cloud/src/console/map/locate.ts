import { serviceOf } from "../../core/arn.ts";
import type { Hop } from "../../core/journal.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import type { Places } from "../../core/service.ts";
import type { Services } from "../../core/services.ts";
import type { MapNode, NodeKind } from "../api.ts";
import type { Nodes } from "./nodes.ts";

/** Where on the map a hop happened, and which way it came. */
export interface Locator {
  nodeOf(hop: Hop): MapNode | undefined;
  /** The way a message or call took to get there; undefined for what happens inside a node. */
  wayOf(hop: Hop): readonly [from: MapNode, to: MapNode] | undefined;
  /** By any name, ARN or URL, also of a request: `arn:aws:execute-api:…/PUT/orders/*`. */
  find(reference: string): MapNode | undefined;
}

/** What the console itself calls; neither traffic nor cost. */
export const consoleSource = "console";
/** What fills the tables once after the start; no way that anything takes later. */
export const afterStartSource = "localCloud.afterStart";

const CACHE = 5000;
export const createLocator = (
  graph: ResourceGraph,
  nodes: Nodes,
  hopOf: (id: number) => Hop | undefined,
  services: Services,
): Locator => {
  const known = new Map<string, MapNode | undefined>();
  let kinds = Map.groupBy(nodes.all, ({ kind }) => kind);
  let { resources } = graph;
  /** Forgets what was found in a graph that is another by now. */
  const refresh = () => {
    if (resources === graph.resources) return;
    resources = graph.resources;
    kinds = Map.groupBy(nodes.all, ({ kind }) => kind);
    known.clear();
  };

  const lookUp = (reference: string) => {
    const service = services.of(serviceOf(reference) ?? "");
    return service?.find ? service.find(reference, graph, nodes) : nodes.find(reference);
  };
  const find = (reference: string): MapNode | undefined => {
    refresh();
    if (known.has(reference)) return known.get(reference);
    // Names of executions and paths of requests are new with each order.
    if (known.size >= CACHE) known.clear();
    const node = lookUp(reference);
    known.set(reference, node);
    return node;
  };

  const nodeOf = (hop: Hop): MapNode | undefined => {
    const service = services.of(hop.service);
    if (service?.place) return service.place(hop, places);
    return hop.resource === "*" ? undefined : find(hop.resource);
  };

  const sourceOf = (hop: Hop): MapNode | undefined => {
    const own = hop.source === undefined ? undefined : find(hop.source);
    if (own) return own;
    const cause = hop.causes[0] === undefined ? undefined : hopOf(hop.causes[0]);
    return cause ? (nodeOf(cause) ?? sourceOf(cause)) : nodes.client;
  };
  const ofKind = (kind: NodeKind) => {
    refresh();
    return kinds.get(kind) ?? [];
  };
  const places: Places = { find, ofKind, nodeOf, sourceOf, hopOf };

  const wayOf = (hop: Hop): readonly [MapNode, MapNode] | undefined => {
    const kind = services.kindOf(hop);
    if (hop.source === consoleSource || hop.source === afterStartSource || kind.inside) return undefined;
    const to = nodeOf(hop);
    if (!to) return undefined;
    if (kind.toClient) return nodes.client && [to, nodes.client];
    const from = kind.fromClient ? nodes.client : kind.from ? kind.from(hop, places) : sourceOf(hop);
    return from && from !== to ? [from, to] : undefined;
  };

  return { nodeOf, wayOf, find };
};
