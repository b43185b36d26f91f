import type { EdgeKind, MapEdge, MapNode } from "../api.ts";

export const edgeId = (from: string, to: string): string => `${from}→${to}`;

/** Edges by their ends; the same edge declared twice has both labels. */
export interface EdgeSet {
  declare(from: MapNode | undefined, to: MapNode | undefined, kind: EdgeKind, label?: string): void;
  readonly all: readonly MapEdge[];
  has(id: string): boolean;
}

/** A way that messages take says more than a permission to call, and that they are given up more than either. */
const tells: Readonly<Record<EdgeKind, number>> = { call: 0, flow: 1, poll: 1, deadLetter: 2 };

export const createEdgeSet = (): EdgeSet => {
  const edges = new Map<string, MapEdge>();
  return {
    declare(from, to, kind, label) {
      if (!from || !to || from === to) return;
      const id = edgeId(from.id, to.id);
      const known = edges.get(id);
      const labels = [...new Set([...(known?.label?.split(", ") ?? []), ...(label?.split(", ") ?? [])])];
      edges.set(id, {
        id,
        from: from.id,
        to: to.id,
        kind: known && tells[known.kind] >= tells[kind] ? known.kind : kind,
        declared: true,
        label: labels.length > 0 ? labels.join(", ") : undefined,
      });
    },
    get all() {
      return [...edges.values()];
    },
    has: (id) => edges.has(id),
  };
};
