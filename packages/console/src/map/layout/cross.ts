import type { Box, Point } from "./types.ts";

const room = 7;
const step = 5;

/** Whether an upright line would run through a box. */
const hits = (boxes: readonly Box[], x: number, from: number, to: number) => {
  const [top, bottom] = from < to ? [from, to] : [to, from];
  return boxes.some(
    (box) =>
      x > box.x - room &&
      x < box.x + box.width + room &&
      bottom > box.y - room &&
      top < box.y + box.height + room,
  );
};

const freeColumn = (
  boxes: readonly Box[],
  start: number,
  way: 1 | -1,
  from: number,
  to: number,
  limit: number,
) => {
  for (let x = start; way > 0 ? x < limit : x > limit; x += way * step)
    if (!hits(boxes, x, from, to)) return x;
  return limit;
};

export interface Ground {
  /** Everything a line must go around. */
  boxes: readonly Box[];
  left: number;
  right: number;
  /** Height of a free row above or below the lane the target is in. */
  gutter(target: Box, fromAbove: boolean): number;
}

/** A line from one lane to another: down a free column, along the gap between the lanes, and in from the left. */
export const cross = (from: Box, to: Box, ground: Ground): Point[] => {
  const start: Point = [from.x + from.width, from.y + from.height / 2];
  const end: Point = [to.x, to.y + to.height / 2];
  const gutter = ground.gutter(to, start[1] < end[1]);
  const others = ground.boxes.filter((box) => box !== from && box !== to);
  const down = freeColumn(others, start[0] + 12, 1, start[1], gutter, ground.right);
  const into = freeColumn(others, end[0] - 12, -1, gutter, end[1], ground.left);
  return [start, [down, start[1]], [down, gutter], [into, gutter], [into, end[1]], end];
};
