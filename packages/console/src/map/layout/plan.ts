import type { MapArea, MapEdge, MapModel, MapNode } from "sourdough-local/console-api";

export interface Lane {
  area: MapArea;
  nodes: MapNode[];
  /** Both ends in this lane. */
  edges: MapEdge[];
  /** From a rail into the lane, and out of it onto a rail. */
  arrivals: MapEdge[];
  departures: MapEdge[];
}

/**
 * How the map is read: from left to right, one lane per service. What everybody talks through (buses, clients) is
 * no box in the middle of a knot of lines but a rail along both sides: lanes take from the left, give to the right.
 */
export interface Plan {
  rails: MapNode[];
  lanes: Lane[];
  /** From one lane to another. */
  crossings: MapEdge[];
  /** Lines that would tie everything to everything: shown only for the node that is picked. */
  asides: MapEdge[];
  /** Rail to rail: a bus that forwards to another. */
  between: MapEdge[];
  /** Dead-letter queue -> the queue that shows it as a badge. */
  folded: Map<string, string>;
}

const isRail = (node: MapNode) => node.kind === "bus" || node.kind === "client";

/** A dead-letter queue of one queue or pipe says nothing more as a box of its own than as a mark on that one. */
const fold = (model: MapModel, byId: Map<string, MapNode>): Map<string, string> => {
  const owners = new Map<string, string[]>();
  for (const edge of model.edges)
    if (edge.kind === "deadLetter") owners.set(edge.to, [...(owners.get(edge.to) ?? []), edge.from]);
  const folded = new Map<string, string>();
  for (const [deadLetters, all] of owners) {
    if (byId.get(deadLetters)?.kind !== "deadLetterQueue") continue;
    const queues = all.filter((id) => byId.get(id)?.kind === "queue");
    const [owner, another] = queues.length > 0 ? queues : all;
    if (owner !== undefined && another === undefined) folded.set(deadLetters, owner);
  }
  return folded;
};

/** Failures of many rules into one queue, and calls over to another service's user pool or secret. */
const isAside = (edge: MapEdge, sameLane: boolean) =>
  edge.kind === "deadLetter" || (edge.kind === "call" && !sameLane);

const distance = (order: Lane[], crossings: MapEdge[], areaOf: Map<string, string>) => {
  const place = new Map(order.map((lane, index) => [lane.area.id, index]));
  return crossings.reduce(
    (sum, edge) => sum + Math.abs(place.get(areaOf.get(edge.from)!)! - place.get(areaOf.get(edge.to)!)!),
    0,
  );
};

/** Lanes that talk to each other directly lie side by side: swaps neighbours while that shortens the lines. */
const order = (lanes: Lane[], crossings: MapEdge[], areaOf: Map<string, string>): Lane[] => {
  let best = lanes;
  let length = distance(best, crossings, areaOf);
  for (let improved = true; improved; ) {
    improved = false;
    for (let from = 0; from < best.length; from++)
      for (let to = 0; to < best.length; to++) {
        const moved = best.toSpliced(from, 1).toSpliced(to, 0, best[from]!);
        const movedLength = distance(moved, crossings, areaOf);
        if (movedLength >= length) continue;
        [best, length, improved] = [moved, movedLength, true];
      }
  }
  return best;
};

export const planMap = (model: MapModel): Plan => {
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  const folded = fold(model, byId);
  const rails = model.nodes.filter(isRail);
  const railIds = new Set(rails.map((node) => node.id));
  const shown = model.nodes.filter((node) => !railIds.has(node.id) && !folded.has(node.id));
  const areaOf = new Map(shown.map((node) => [node.id, node.area]));
  const lanes = new Map<string, Lane>();
  for (const node of shown) {
    const area = model.areas.find((candidate) => candidate.id === node.area) ?? {
      id: node.area,
      name: node.area,
    };
    const lane = lanes.get(node.area) ?? { area, nodes: [], edges: [], arrivals: [], departures: [] };
    lanes.set(node.area, lane);
    lane.nodes.push(node);
  }

  const crossings: MapEdge[] = [];
  const between: MapEdge[] = [];
  const asides: MapEdge[] = [];
  for (const edge of model.edges) {
    if (folded.has(edge.to) || folded.has(edge.from)) continue;
    const [from, to] = [areaOf.get(edge.from), areaOf.get(edge.to)];
    if (from !== undefined && to !== undefined && isAside(edge, from === to)) asides.push(edge);
    else if (from !== undefined && from === to) lanes.get(from)!.edges.push(edge);
    else if (from !== undefined && to !== undefined) crossings.push(edge);
    else if (from === undefined && to === undefined) {
      if (railIds.has(edge.from) && railIds.has(edge.to)) between.push(edge);
    } else if (to !== undefined && railIds.has(edge.from)) lanes.get(to)!.arrivals.push(edge);
    else if (from !== undefined && railIds.has(edge.to)) lanes.get(from)!.departures.push(edge);
  }

  const touching = (lane: Lane) => lane.arrivals.length + lane.departures.length > 0;
  const ordered = order([...lanes.values()], crossings, areaOf);
  return {
    rails,
    lanes: [...ordered.filter(touching), ...ordered.filter((lane) => !touching(lane))],
    crossings,
    asides,
    between,
    folded,
  };
};
