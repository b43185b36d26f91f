import type { MapArea } from "sourdough-local/console-api";
import type { LaneLayout } from "./lane.ts";

/** Height of a lane's name, and the least that is left above the content where nothing is in its way. */
const full = 36;
const least = 8;
const nameHeight = 34;

const nameWidth = ({ name, folder = "" }: MapArea) => name.length * 14.5 + folder.length * 8 + 24;

/** The topmost of what lies between `from` and `to`. */
const topBetween = ({ nodes, edges }: LaneLayout, from: number, to: number): number => {
  const tops = Object.values(nodes)
    .filter(({ x, width }) => x < to && x + width > from)
    .map(({ y }) => y);
  for (const points of Object.values(edges))
    for (const [index, [x, y]] of points.entries()) {
      const [nextX, nextY] = points[index + 1] ?? [x, y];
      if (Math.min(x, nextX) < to && Math.max(x, nextX) > from) tops.push(Math.min(y, nextY));
    }
  return Math.min(Number.POSITIVE_INFINITY, ...tops);
};

/**
 * Room a lane needs above its content for its name on the left and its loose nodes, which begin at `looseFrom`: less
 * where the content leaves the corners free, since height is what the map is short of.
 */
export const headerOf = (area: MapArea, layout: LaneLayout, looseFrom: number): number => {
  const free = Math.min(
    topBetween(layout, 0, nameWidth(area)),
    layout.loose.length > 0 ? topBetween(layout, looseFrom, layout.width) : Number.POSITIVE_INFINITY,
  );
  return Math.max(least, Math.min(full, nameHeight + 6 - free));
};
