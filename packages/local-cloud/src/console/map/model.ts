import type { ResourceGraph } from "../../core/resource-graph.ts";
import type { Services } from "../../core/services.ts";
import type { MapEdge, MapNode } from "../api.ts";
import { createEdgeSet } from "./edge-set.ts";
import { findNodes, type Nodes } from "./nodes.ts";

/** What the graph alone says: nodes in areas, and the ways between them; read when asked, and again for another graph. */
export interface DeclaredMap {
  readonly nodes: Nodes;
  readonly edges: readonly MapEdge[];
}

export const readMap = (graph: ResourceGraph, services: Services): DeclaredMap => {
  let map: DeclaredMap | undefined;
  let { resources } = graph;
  const now = (): DeclaredMap => {
    if (!map || resources !== graph.resources) {
      resources = graph.resources;
      map = readOnce(graph, services);
    }
    return map;
  };
  const nodes: Nodes = {
    get areas() {
      return now().nodes.areas;
    },
    get all() {
      return now().nodes.all;
    },
    get byId() {
      return now().nodes.byId;
    },
    get client() {
      return now().nodes.client;
    },
    resourceOf: (node) => now().nodes.resourceOf(node),
    nodeOf: (resource) => now().nodes.nodeOf(resource),
    find: (reference) => now().nodes.find(reference),
    within: (text, ...of) => now().nodes.within(text, ...of),
  };
  return {
    nodes,
    get edges() {
      return now().edges;
    },
  };
};

const readOnce = (graph: ResourceGraph, services: Services): DeclaredMap => {
  const nodes = findNodes(graph, services);
  const edges = createEdgeSet();
  for (const resource of graph.resources)
    services.drawn(resource.type)?.edges?.(resource, { graph, nodes, edges, services });
  for (const { kind, to } of edges.all) {
    const node = nodes.byId.get(to) as { -readonly [Key in keyof MapNode]: MapNode[Key] };
    if (kind === "deadLetter" && node.kind === "queue") node.kind = "deadLetterQueue";
  }
  return { nodes, edges: edges.all };
};
