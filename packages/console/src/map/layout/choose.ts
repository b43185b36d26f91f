import type { LaneLayout } from "./lane.ts";
import { laneRoom } from "./stack.ts";

/** Space that is there whatever the lanes are: rails and insets on both sides. */
const sidesWidth = 320;
const most = 4_000;

const combinations = (ways: readonly (readonly LaneLayout[])[]): LaneLayout[][] => {
  const amount = ways.reduce((product, lane) => product * lane.length, 1);
  // Too many to try them all: then every lane goes the same way.
  if (amount > most) {
    const longest = Math.max(...ways.map(({ length }) => length));
    return Array.from({ length: longest }, (_, way) =>
      ways.map((lane) => lane[Math.min(way, lane.length - 1)]!),
    );
  }
  return ways.reduce<LaneLayout[][]>(
    (before, lane) => before.flatMap((chosen) => lane.map((layout) => [...chosen, layout])),
    [[]],
  );
};

/** How large the map can be drawn in a space of this aspect; twice as large is twice as good. */
const scaleIn = (layouts: readonly LaneLayout[], aspect: number) => {
  const width = sidesWidth + Math.max(0, ...layouts.map((layout) => layout.width));
  const height = layouts.reduce(
    (sum, layout) => sum + layout.height + laneRoom.header + laneRoom.bottom + laneRoom.gap,
    0,
  );
  return Math.min(aspect / width, 1 / Math.max(1, height));
};

/** One way for each lane, so that the whole is as large as can be in the space it has. */
export const chooseLayouts = (ways: readonly (readonly LaneLayout[])[], aspect: number): LaneLayout[] => {
  let best: { layouts: LaneLayout[]; scale: number } | undefined;
  for (const layouts of combinations(ways)) {
    const scale = scaleIn(layouts, aspect);
    // A first way that is about as good stays: it puts beginnings to the left.
    if (!best || scale > best.scale * 1.02) best = { layouts, scale };
  }
  return best?.layouts ?? [];
};
