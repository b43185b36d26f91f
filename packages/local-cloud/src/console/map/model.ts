import type { ResourceGraph } from "../../core/resource-graph.ts";
import type { MapEdge, MapNode } from "../api.ts";
import { declaredEdges } from "./declared.ts";
import { findNodes, type Nodes } from "./nodes.ts";

/** What the graph alone says: nodes in areas, and the ways between them. */
export interface DeclaredMap {
  readonly nodes: Nodes;
  readonly edges: readonly MapEdge[];
}

export const readMap = (graph: ResourceGraph): DeclaredMap => {
  const nodes = findNodes(graph);
  const edges = declaredEdges(graph, nodes);
  for (const { kind, to } of edges) {
    const node = nodes.byId.get(to) as { -readonly [Key in keyof MapNode]: MapNode[Key] };
    if (kind === "deadLetter" && node.kind === "queue") node.kind = "deadLetterQueue";
  }
  return { nodes, edges };
};
