import { expect, test } from "vitest";
import { headerOf } from "./header.ts";
import type { LaneLayout } from "./lane.ts";

const area = { id: "orders", name: "orders" };
const lane = (some: Partial<LaneLayout>): LaneLayout => ({
  width: 900,
  height: 120,
  nodes: {},
  edges: {},
  gates: {},
  loose: [],
  ...some,
});
const node = (x: number, y: number) => ({ x, y, width: 100, height: 40 });

test("content goes up beside the name where it leaves that corner free", () => {
  expect(headerOf(area, lane({ nodes: { Rule: node(0, 4) } }), 800)).toBe(36);
  expect(headerOf(area, lane({ nodes: { Rule: node(300, 4) } }), 800)).toBe(8);
  expect(headerOf(area, lane({ nodes: { Rule: node(0, 24), Queue: node(300, 4) } }), 800)).toBe(16);
});

test("a line through the corner is in the way like a card", () => {
  const edges = {
    "Bus→Rule": [
      [0, 10],
      [400, 10],
    ] as [number, number][],
  };
  expect(headerOf(area, lane({ edges }), 800)).toBe(30);
});

test("what is tied to nothing needs the other corner", () => {
  const nodes = { Rule: node(760, 4) };
  const loose = [
    { id: "Dead", kind: "deadLetterQueue", name: "Dead", area: "orders", type: "", facts: {} } as const,
  ];
  expect(headerOf(area, lane({ nodes, loose }), 800)).toBe(36);
});
