import type { MapNode, NodeKind } from "@sourdough/local-cloud/src/console/api.ts";

/** What only passes things on is drawn smaller than what keeps or decides something. */
const slight: readonly NodeKind[] = ["rule", "pipe", "schedule", "apiDestination", "secret"];

export const isSlight = (kind: NodeKind) => slight.includes(kind);

const perLetter = 7.1;

export const sizeOf = (node: MapNode): { width: number; height: number } =>
  isSlight(node.kind)
    ? { width: Math.round(Math.min(212, Math.max(92, 44 + node.name.length * 6.4))), height: 34 }
    : { width: Math.round(Math.min(232, Math.max(132, 58 + node.name.length * perLetter))), height: 50 };
