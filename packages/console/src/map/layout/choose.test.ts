import { expect, test } from "vitest";
import { chooseLayouts } from "./choose.ts";

const way = (width: number, height: number) => ({
  width,
  height,
  nodes: {},
  edges: {},
  gates: {},
  loose: [],
});

test("a wide space takes the wide way, a tall one the tall way", () => {
  const ways = [[way(800, 900), way(1_900, 300)], [way(700, 200)]];
  expect(chooseLayouts(ways, 2)[0]!.width).toBe(1_900);
  expect(chooseLayouts(ways, 0.6)[0]!.width).toBe(800);
});

test("of many lanes all go one way, rather than trying a million", () => {
  const ways = Array.from({ length: 20 }, () => [way(800, 100), way(400, 300)]);
  expect(new Set(chooseLayouts(ways, 0.2).map(({ width }) => width)).size).toBe(1);
});

test("nothing to lay out is nothing", () => expect(chooseLayouts([], 1.6)).toEqual([]));
