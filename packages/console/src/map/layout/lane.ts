import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { Lane } from "./plan.ts";
import { sizeOf } from "./size.ts";
import type { Box, Point } from "./types.ts";

/** What lays out a graph; ELK in a worker, or in the test's own thread. */
export type LayOut = (graph: ElkNode) => Promise<ElkNode>;

export interface LaneLayout {
  width: number;
  height: number;
  nodes: Record<string, Box>;
  edges: Record<string, Point[]>;
  /** Height at which a line crosses the lane's left or right side, by edge. */
  gates: Record<string, number>;
}

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.mergeEdges": "true",
  "elk.layered.thoroughness": "30",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.spacing.nodeNodeBetweenLayers": "40",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.spacing.nodeNode": "14",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.componentComponent": "20",
  "elk.aspectRatio": "3.2",
  "elk.padding": "[top=8,left=0,bottom=8,right=0]",
};

const gate = (id: string, constraint: "FIRST_SEPARATE" | "LAST_SEPARATE"): ElkNode => ({
  id,
  width: 1,
  height: 1,
  layoutOptions: { "elk.layered.layering.layerConstraint": constraint },
});

const corners = (edge: ElkExtendedEdge): Point[] => {
  const section = edge.sections?.[0];
  if (!section) return [];
  return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map((point) => [
    point.x,
    point.y,
  ]);
};

/** Lays out one lane; lines to and from rails begin and end at gates on its sides. */
export const layOutLane = async (lane: Lane, layOut: LayOut): Promise<LaneLayout> => {
  const line = (id: string, from: string, to: string): ElkExtendedEdge => ({
    id,
    sources: [from],
    targets: [to],
  });
  const graph = await layOut({
    id: lane.area.id,
    layoutOptions: options,
    children: [
      ...lane.nodes.map((node) => ({ id: node.id, ...sizeOf(node) })),
      ...lane.arrivals.map((edge) => gate(`in:${edge.id}`, "FIRST_SEPARATE")),
      ...lane.departures.map((edge) => gate(`out:${edge.id}`, "LAST_SEPARATE")),
    ],
    edges: [
      ...lane.edges.filter((edge) => edge.from !== edge.to).map((edge) => line(edge.id, edge.from, edge.to)),
      ...lane.arrivals.map((edge) => line(edge.id, `in:${edge.id}`, edge.to)),
      ...lane.departures.map((edge) => line(edge.id, edge.from, `out:${edge.id}`)),
    ],
  });
  const own = new Set(lane.nodes.map((node) => node.id));
  const nodes: LaneLayout["nodes"] = {};
  const gates: LaneLayout["gates"] = {};
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of graph.children ?? [])
    if (own.has(id)) nodes[id] = { x, y, width, height };
    else gates[id.slice(id.indexOf(":") + 1)] = y + height / 2;
  const edges = Object.fromEntries((graph.edges ?? []).map((edge) => [edge.id, corners(edge)]));
  return { width: graph.width ?? 0, height: graph.height ?? 0, nodes, edges, gates };
};
