import { headerOf } from "./header.ts";
import type { LaneLayout } from "./lane.ts";
import type { Lane } from "./plan.ts";
import { looseSize } from "./size.ts";
import type { Box } from "./types.ts";

export const laneRoom = { header: 36, inset: 18, bottom: 8, gap: 16, minWidth: 240, name: 300 };

export interface Placed {
  lane: Lane;
  layout: LaneLayout;
  box: Box;
  /** Of the nodes that are tied to nothing. */
  loose: Record<string, Box>;
  /** How far below the lane's top its content begins. */
  header: number;
}

type LaidOut = Pick<Placed, "lane" | "layout" | "header">;

const touchesRail = ({ arrivals, departures }: Lane) => arrivals.length + departures.length > 0;

const looseWidth = ({ loose }: LaneLayout) =>
  loose.reduce((sum, node) => sum + looseSize(node).width + 10, 0);

/** Loose nodes stand beside the lane's name, and below the rest when there are too many for that. */
const placeLoose = (
  { layout, header }: LaidOut,
  box: Box,
): { loose: Record<string, Box>; height: number } => {
  const loose: Record<string, Box> = {};
  const beside = looseWidth(layout) <= box.width - laneRoom.name;
  const right = box.x + box.width - laneRoom.inset;
  let x = beside ? right - looseWidth(layout) + 10 : box.x + laneRoom.inset;
  let y = box.y + (beside ? 5 : header + layout.height + (layout.height > 0 ? 10 : 0));
  let rowHeight = 0;
  for (const node of layout.loose) {
    const size = looseSize(node);
    if (!beside && x + size.width > right && rowHeight > 0) {
      x = box.x + laneRoom.inset;
      y += rowHeight + 10;
      rowHeight = 0;
    }
    loose[node.id] = { x, y, ...size };
    x += size.width + 10;
    rowHeight = Math.max(rowHeight, size.height);
  }
  return { loose, height: layout.loose.length === 0 ? 0 : y + rowHeight - box.y };
};

/** Lanes that touch a rail take a row each; the others share rows. */
export const stack = (lanes: Pick<Placed, "lane" | "layout">[], left: number): Placed[] => {
  const inner = Math.max(laneRoom.minWidth, ...lanes.map(({ layout }) => layout.width)) + 2 * laneRoom.inset;
  const placed: Placed[] = [];
  let y = 0;
  let row: Placed[] = [];
  const endRow = () => {
    if (row.length === 0) return;
    const height = Math.max(...row.map(({ box }) => box.height));
    for (const { box } of row) box.height = height;
    const last = row.at(-1)!;
    last.box.width = left + inner - last.box.x;
    last.loose = placeLoose(last, last.box).loose;
    placed.push(...row);
    y += height + laneRoom.gap;
    row = [];
  };
  for (const { lane, layout } of lanes) {
    const loosely = looseWidth(layout);
    const one = { lane, layout, header: headerOf(lane.area, layout, inner - 2 * laneRoom.inset - loosely) };
    const alone = touchesRail(lane);
    const wanted = Math.max(layout.width, laneRoom.minWidth + loosely) + 2 * laneRoom.inset;
    const width = alone ? inner : Math.min(inner, wanted);
    const last = row.at(-1);
    const next = last ? last.box.x + last.box.width + laneRoom.gap : left;
    const fits = last !== undefined && !alone && !touchesRail(last.lane) && next + width <= left + inner;
    if (!fits) endRow();
    const box = { x: fits ? next : left, y, width, height: 0 };
    const { loose, height } = placeLoose(one, box);
    const content = layout.height === 0 ? 0 : one.header + layout.height;
    box.height =
      Math.max(laneRoom.header - laneRoom.bottom + 4, content, height - (height <= 50 ? 8 : 0)) +
      laneRoom.bottom;
    row.push({ ...one, box, loose });
  }
  endRow();
  return placed;
};
