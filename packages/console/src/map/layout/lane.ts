import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { MapEdge, MapNode } from "sourdough-local/console-api";
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
  /** Tied to nothing in the lane: these go beside its name. */
  loose: MapNode[];
}

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.separateConnectedComponents": "false",
  "elk.layered.mergeEdges": "true",
  "elk.layered.thoroughness": "40",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.spacing.nodeNodeBetweenLayers": "34",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
  "elk.spacing.nodeNode": "10",
  "elk.spacing.edgeNode": "10",
  "elk.spacing.edgeEdge": "9",
  "elk.padding": "[top=4,left=0,bottom=4,right=0]",
};

/** Left is where things begin; or columns of even height; or short lines. Which is best depends on the lane. */
const strategies = ["LONGEST_PATH_SOURCE", "STRETCH_WIDTH", "NETWORK_SIMPLEX"] as const;
type Strategy = (typeof strategies)[number];

const gate = (id: string, constraint: "FIRST_SEPARATE" | "LAST_SEPARATE"): ElkNode => ({
  id,
  width: 1,
  height: 1,
  layoutOptions: { "elk.layered.layering.layerConstraint": constraint },
});

const line = (id: string, from: string, to: string): ElkExtendedEdge => ({
  id,
  sources: [from],
  targets: [to],
});

const corners = (edge: ElkExtendedEdge): Point[] => {
  const section = edge.sections?.[0];
  if (!section) return [];
  return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map((point) => [
    point.x,
    point.y,
  ]);
};

const toGraph = (lane: Lane, nodes: MapNode[], edges: MapEdge[], strategy: Strategy): ElkNode => ({
  id: lane.area.id,
  layoutOptions: { ...options, "elk.layered.layering.strategy": strategy },
  children: [
    ...nodes.map((node) => ({ id: node.id, ...sizeOf(node) })),
    ...lane.arrivals.map((edge) => gate(`in:${edge.id}`, "FIRST_SEPARATE")),
    ...lane.departures.map((edge) => gate(`out:${edge.id}`, "LAST_SEPARATE")),
  ],
  edges: [
    ...edges.map((edge) => line(edge.id, edge.from, edge.to)),
    ...lane.arrivals.map((edge) => line(edge.id, `in:${edge.id}`, edge.to)),
    ...lane.departures.map((edge) => line(edge.id, edge.from, `out:${edge.id}`)),
  ],
});

const readLayout = (graph: ElkNode, own: ReadonlySet<string>, loose: MapNode[]): LaneLayout => {
  const nodes: LaneLayout["nodes"] = {};
  const gates: LaneLayout["gates"] = {};
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of graph.children ?? [])
    if (own.has(id)) nodes[id] = { x, y, width, height };
    else gates[id.slice(id.indexOf(":") + 1)] = y + height / 2;
  const edges = Object.fromEntries((graph.edges ?? []).map((edge) => [edge.id, corners(edge)]));
  return { width: graph.width ?? 0, height: graph.height ?? 0, nodes, edges, gates, loose };
};

/** Ways to lay out one lane; lines to and from rails begin and end at gates on its sides. */
export const layOutLane = async (lane: Lane, layOut: LayOut): Promise<LaneLayout[]> => {
  const inner = lane.edges.filter((edge) => edge.from !== edge.to);
  const tied = new Set(
    [...inner, ...lane.arrivals, ...lane.departures].flatMap(({ from, to }) => [from, to]),
  );
  const own = lane.nodes.filter(({ id }) => tied.has(id));
  const loose = lane.nodes.filter(({ id }) => !tied.has(id));
  if (own.length === 0) return [{ width: 0, height: 0, nodes: {}, edges: {}, gates: {}, loose }];
  const ids = new Set(own.map(({ id }) => id));
  return Promise.all(
    strategies.map(async (strategy) =>
      readLayout(await layOut(toGraph(lane, own, inner, strategy)), ids, loose),
    ),
  );
};
