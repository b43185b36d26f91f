import type { MapModel } from "sourdough-local/console-api";
import { chooseLayouts } from "./choose.ts";
import { cross, type Ground } from "./cross.ts";
import { type LayOut, layOutLane } from "./lane.ts";
import { type Plan, planMap } from "./plan.ts";
import { laneRoom, type Placed, stack } from "./stack.ts";
import type { Box, MapLayout, Point, RailBox } from "./types.ts";

const rail = { width: 40, gap: 20, clearance: 44 };

const shift = (points: Point[], dx: number, dy: number): Point[] => points.map(([x, y]) => [x + dx, y + dy]);

const sides = (model: MapModel, { rails, lanes }: Plan) => {
  const used = rails.filter(({ id }) => model.edges.some(({ from, to }) => from === id || to === id));
  const outerFirst = used.toSorted((a, b) => Number(b.kind === "client") - Number(a.kind === "client"));
  const gives = (id: string) => lanes.some(({ arrivals }) => arrivals.some(({ from }) => from === id));
  const takes = (id: string) => lanes.some(({ departures }) => departures.some(({ to }) => to === id));
  return {
    left: outerFirst.filter(({ id }) => gives(id) || !takes(id)),
    right: outerFirst.filter(({ id }) => takes(id)).reverse(),
  };
};

const span = (amount: number) =>
  amount === 0 ? 0 : amount * rail.width + (amount - 1) * rail.gap + rail.clearance;

const groundOf = (placed: Placed[], boxes: Box[], left: number, right: number): Ground => ({
  boxes,
  left: left - rail.clearance / 2,
  right: right + rail.clearance / 2,
  gutter(target, fromAbove) {
    const lane = placed.find(({ box }) => target.y >= box.y && target.y < box.y + box.height)!.box;
    return fromAbove ? lane.y - laneRoom.gap / 2 : lane.y + lane.height + laneRoom.gap / 2;
  },
});

/** Where everything of the map goes; `aspect` is width by height of the space it is to fill. */
export const layOutMap = async (model: MapModel, layOut: LayOut, aspect = 1.6): Promise<MapLayout> => {
  const plan = planMap(model);
  const ways = await Promise.all(plan.lanes.map((lane) => layOutLane(lane, layOut)));
  const layouts = chooseLayouts(ways, aspect);
  const laidOut = plan.lanes.map((lane, index) => ({ lane, layout: layouts[index]! }));
  const { left: leftRails, right: rightRails } = sides(model, plan);
  const left = span(leftRails.length);
  const placed = stack(laidOut, left);
  const right = Math.max(left + laneRoom.minWidth, ...placed.map(({ box }) => box.x + box.width));
  const height = Math.max(0, ...placed.map(({ box }) => box.y + box.height));
  const step = rail.width + rail.gap;
  const column = { y: 0, width: rail.width, height };
  const rails: RailBox[] = [
    ...leftRails.map(({ id }, index): RailBox => ({ id, side: "left", x: index * step, ...column })),
    ...rightRails.map(
      ({ id }, index): RailBox => ({
        id,
        side: "right",
        x: right + rail.clearance + index * step,
        ...column,
      }),
    ),
  ];
  const railSide = (id: string, side: RailBox["side"]) => {
    const found = rails.find((candidate) => candidate.id === id && candidate.side === side)!;
    return side === "left" ? found.x + found.width : found.x;
  };

  const nodes: MapLayout["nodes"] = {};
  const edges: MapLayout["edges"] = {};
  for (const { lane, layout, box, loose, header } of placed) {
    const [dx, dy] = [box.x + laneRoom.inset, box.y + header];
    for (const [id, at] of Object.entries(layout.nodes)) nodes[id] = { ...at, x: at.x + dx, y: at.y + dy };
    for (const [id, points] of Object.entries(layout.edges)) edges[id] = shift(points, dx, dy);
    for (const { id, from } of lane.arrivals)
      edges[id]!.unshift([railSide(from, "left"), layout.gates[id]! + dy]);
    for (const { id, to } of lane.departures)
      edges[id]!.push([railSide(to, "right"), layout.gates[id]! + dy]);
    Object.assign(nodes, loose);
  }
  const ground = groundOf(
    placed,
    [...Object.values(nodes), ...placed.map(({ box }) => ({ ...box, width: laneRoom.name, height: 24 }))],
    left,
    right,
  );
  const lines = (crossing: Plan["crossings"]) =>
    Object.fromEntries(crossing.map(({ id, from, to }) => [id, cross(nodes[from]!, nodes[to]!, ground)]));
  return {
    width: right + (rightRails.length > 0 ? span(rightRails.length) : 0),
    height,
    lanes: placed.map(({ lane, box }) => ({ area: lane.area.id, ...box })),
    rails,
    nodes,
    loose: placed.flatMap(({ loose }) => Object.keys(loose)),
    edges: { ...edges, ...lines(plan.crossings) },
    asides: lines(plan.asides),
  };
};
