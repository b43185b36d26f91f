import Elk from "elkjs/lib/elk.bundled.js";
import { expect, test } from "vitest";
import { bakery } from "./fixtures/model.ts";
import type { LayOut } from "./lane.ts";
import { layOutMap } from "./lay-out-map.ts";
import { planMap } from "./plan.ts";
import type { Box } from "./types.ts";

const elk = new Elk.default();
const layOut: LayOut = (graph) => elk.layout(graph);

const within = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("what everybody talks through becomes a rail, and a queue carries its dead letters", () => {
  const plan = planMap(bakery);
  expect(plan.rails.map(({ id }) => id)).toEqual(["Clients", "Bus"]);
  expect([...plan.folded]).toEqual([["PlaceOrderDeadLetterQueue", "PlaceOrderQueue"]]);
  expect(plan.crossings.map(({ id }) => id)).toEqual(["StatusRule→Destination"]);
  expect(plan.asides.map(({ to }) => to)).toEqual([
    "Customers",
    "RulesDeadLetterQueue",
    "RulesDeadLetterQueue",
  ]);
});

test("lanes that touch each other directly lie side by side, and what touches no rail comes last", () => {
  const areas = planMap(bakery).lanes.map(({ area }) => area.id);
  expect(Math.abs(areas.indexOf("orders") - areas.indexOf("platform"))).toBe(1);
  expect(areas.at(-1)).toBe("web");
});

test("every node has a place of its own in the lane of its service", async () => {
  const { nodes, lanes } = await layOutMap(bakery, layOut);
  const placed = bakery.nodes.filter(({ id }) => nodes[id]);
  expect(placed).toHaveLength(bakery.nodes.length - 3);
  for (const { id, area } of placed) {
    const lane = lanes.find((candidate) => candidate.area === area)!;
    expect(within(nodes[id]!, lane), `${id} in ${area}`).toBe(true);
    for (const other of placed)
      if (other.id !== id) expect(overlap(nodes[id]!, nodes[other.id]!), `${id}, ${other.id}`).toBe(false);
  }
});

test("lines begin and end at what they tie together, from the left and to the right", async () => {
  const { nodes, edges, rails } = await layOutMap(bakery, layOut);
  const bus = rails.filter(({ id }) => id === "Bus");
  expect(bus.map(({ side }) => side)).toEqual(["left", "right"]);
  expect(edges["Bus→PaymentRule"]![0]![0]).toBe(bus[0]!.x + bus[0]!.width);
  expect(edges["Pay→Bus"]!.at(-1)![0]).toBe(bus[1]!.x);
  const end = edges["StatusRule→Destination"]!.at(-1)!;
  expect(end).toEqual([nodes.Destination!.x, nodes.Destination!.y + nodes.Destination!.height / 2]);
});

test("an app without a bus has lanes and no rails", async () => {
  const shop = new Set(["web", "payments"]);
  const nodes = bakery.nodes.filter(({ area }) => shop.has(area));
  const known = new Set(nodes.map(({ id }) => id));
  const edges = bakery.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const layout = await layOutMap({ ...bakery, nodes, edges }, layOut);
  expect(layout.rails).toEqual([]);
  expect(layout.lanes.map(({ area }) => area)).toEqual(["payments", "web"]);
});

test("a map of nothing is empty", async () => {
  expect(await layOutMap({ ...bakery, nodes: [], edges: [] }, layOut)).toMatchObject({
    lanes: [],
    nodes: {},
    edges: {},
  });
});
