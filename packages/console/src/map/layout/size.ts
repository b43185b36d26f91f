import type { MapNode, NodeKind } from "sourdough-local/console-api";
import { breakName } from "./label.ts";

/** What only passes things on, or lies by, is drawn smaller than what keeps or decides something. */
const slight: readonly NodeKind[] = [
  "rule",
  "pipe",
  "schedule",
  "archive",
  "apiDestination",
  "secret",
  "deadLetterQueue",
  "site",
  "edge",
];

export const isSlight = (kind: NodeKind) => slight.includes(kind);

const clamp = (least: number, value: number, most: number) =>
  Math.round(Math.min(most, Math.max(least, value)));

export const sizeOf = (node: MapNode): { width: number; height: number } => {
  const lines = breakName(node.name);
  const longest = Math.max(...lines.map(({ length }) => length));
  return isSlight(node.kind)
    ? { width: clamp(80, 44 + longest * 7.6, 230), height: 36 }
    : {
        width: clamp(120, (node.kind === "queue" ? 68 : 60) + longest * 8.8, 280),
        height: lines.length > 1 ? 58 : 44,
      };
};

/** Beside the name of a lane there is room for one line. */
export const looseSize = (node: MapNode): { width: number; height: number } => ({
  width: clamp(64, 42 + node.name.length * 7.6, 290),
  height: 26,
});
