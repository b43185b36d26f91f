import type { MapModel } from "@sourdough/local-cloud/src/console/api.ts";
import { type LaneLayout, type LayOut, layOutLane } from "./lane.ts";
import { type Lane, planMap } from "./plan.ts";
import type { Box, MapLayout, Point, RailBox } from "./types.ts";

const rail = { width: 40, gap: 22, clearance: 46 };
const lane = { header: 40, inset: 22, bottom: 14, gap: 18, minWidth: 240 };

interface Placed {
  lane: Lane;
  layout: LaneLayout;
  box: Box;
}

const touchesRail = ({ arrivals, departures }: Lane) => arrivals.length + departures.length > 0;

/** Lanes that touch a rail take a row each; the others share rows. */
const stack = (laidOut: { lane: Lane; layout: LaneLayout }[], left: number, top: number): Placed[] => {
  const inner = Math.max(lane.minWidth, ...laidOut.map(({ layout }) => layout.width)) + 2 * lane.inset;
  const placed: Placed[] = [];
  let y = top;
  let row: Placed[] = [];
  const endRow = () => {
    if (row.length === 0) return;
    const height = Math.max(...row.map(({ box }) => box.height));
    const last = row.at(-1)!.box;
    for (const { box } of row) box.height = height;
    last.width = left + inner - last.x;
    placed.push(...row);
    y += height + lane.gap;
    row = [];
  };
  for (const { lane: own, layout } of laidOut) {
    const alone = touchesRail(own);
    const width = alone ? inner : Math.max(lane.minWidth, layout.width + 2 * lane.inset);
    const last = row.at(-1);
    const x = last ? last.box.x + last.box.width + lane.gap : left;
    const fits = last && !alone && !touchesRail(last.lane) && x + width <= left + inner;
    if (!fits) endRow();
    const height = layout.height + lane.header + lane.bottom;
    row.push({ lane: own, layout, box: { x: fits ? x : left, y, width, height } });
  }
  endRow();
  return placed;
};

const shift = (points: Point[], dx: number, dy: number): Point[] => points.map(([x, y]) => [x + dx, y + dy]);

/** Leaves to the right, enters from the left, and turns half way: read as a detour, not as part of a lane. */
const cross = (from: Box, to: Box): Point[] => {
  const start: Point = [from.x + from.width, from.y + from.height / 2];
  const end: Point = [to.x, to.y + to.height / 2];
  if (end[0] - start[0] > 32) {
    const middle = start[0] + 20;
    return [start, [middle, start[1]], [middle, end[1]], end];
  }
  const down = to.y > from.y;
  const gutter = down ? to.y - 9 : to.y + to.height + 9;
  return [
    start,
    [start[0] + 14, start[1]],
    [start[0] + 14, gutter],
    [end[0] - 14, gutter],
    [end[0] - 14, end[1]],
    end,
  ];
};

/** Where everything of the map goes. */
export const layOutMap = async (model: MapModel, layOut: LayOut): Promise<MapLayout> => {
  const plan = planMap(model);
  const laidOut = await Promise.all(
    plan.lanes.map(async (own) => ({ lane: own, layout: await layOutLane(own, layOut) })),
  );
  const used = plan.rails.filter((node) =>
    model.edges.some((edge) => edge.from === node.id || edge.to === node.id),
  );
  const outerFirst = used.toSorted((a, b) => Number(b.kind === "client") - Number(a.kind === "client"));
  const gives = (id: string) => plan.lanes.some(({ arrivals }) => arrivals.some((edge) => edge.from === id));
  const takes = (id: string) =>
    plan.lanes.some(({ departures }) => departures.some((edge) => edge.to === id));
  const leftRails = outerFirst.filter((node) => gives(node.id) || !takes(node.id));
  const rightRails = outerFirst.filter((node) => takes(node.id)).reverse();

  const span = (amount: number) =>
    amount === 0 ? 0 : amount * rail.width + (amount - 1) * rail.gap + rail.clearance;
  const left = span(leftRails.length);
  const placed = stack(laidOut, left, 0);
  const right = Math.max(left + lane.minWidth, ...placed.map(({ box }) => box.x + box.width));
  const height = Math.max(0, ...placed.map(({ box }) => box.y + box.height));
  const step = rail.width + rail.gap;
  const box = { y: 0, width: rail.width, height };
  const rails: RailBox[] = [
    ...leftRails.map((node, index): RailBox => ({ id: node.id, side: "left", x: index * step, ...box })),
    ...rightRails.map(
      (node, index): RailBox => ({
        id: node.id,
        side: "right",
        x: right + rail.clearance + index * step,
        ...box,
      }),
    ),
  ];
  const edgeOf = (id: string, side: RailBox["side"]) => {
    const found = rails.find((candidate) => candidate.id === id && candidate.side === side);
    return found && (side === "left" ? found.x + found.width : found.x);
  };

  const nodes: MapLayout["nodes"] = {};
  const edges: MapLayout["edges"] = {};
  for (const { lane: own, layout, box: laneBox } of placed) {
    const [dx, dy] = [laneBox.x + lane.inset, laneBox.y + lane.header];
    for (const [id, at] of Object.entries(layout.nodes)) nodes[id] = { ...at, x: at.x + dx, y: at.y + dy };
    for (const [id, points] of Object.entries(layout.edges)) edges[id] = shift(points, dx, dy);
    for (const edge of own.arrivals)
      edges[edge.id]!.unshift([edgeOf(edge.from, "left")!, layout.gates[edge.id]! + dy]);
    for (const edge of own.departures)
      edges[edge.id]!.push([edgeOf(edge.to, "right")!, layout.gates[edge.id]! + dy]);
  }
  for (const edge of plan.crossings) edges[edge.id] = cross(nodes[edge.from]!, nodes[edge.to]!);
  const lastRail = rails.filter((candidate) => candidate.side === "right").at(-1);
  return {
    width: lastRail ? lastRail.x + lastRail.width : right,
    height,
    lanes: placed.map(({ lane: own, box: laneBox }) => ({ area: own.area.id, ...laneBox })),
    rails,
    nodes,
    edges,
  };
};
