import { expect, test } from "vitest";
import { cross } from "./cross.ts";

const box = (x: number, y: number) => ({ x, y, width: 100, height: 40 });

test("goes around what lies between, along the gap between the lanes", () => {
  const from = box(0, 0);
  const below = box(60, 100);
  const to = box(0, 300);
  const line = cross(from, to, { boxes: [from, below, to], left: -50, right: 500, gutter: () => 250 });
  const [, [down] = [0]] = line;
  expect(down).toBeGreaterThan(160);
  expect(line.map(([, y]) => y)).toEqual([20, 20, 250, 250, 320, 320]);
  expect(line.at(-2)![0]).toBeLessThan(0);
});

test("a column is taken at once when nothing is in the way", () => {
  const [from, to] = [box(0, 0), box(300, 300)];
  const line = cross(from, to, { boxes: [from, to], left: -50, right: 500, gutter: () => 250 });
  expect(line[1]).toEqual([112, 20]);
});
