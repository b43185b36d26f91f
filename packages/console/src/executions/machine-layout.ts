import type { Execution } from "sourdough-local/console-api";
import type { LayOut } from "../map/layout/lane.ts";
import type { Box, Point } from "../map/layout/types.ts";

export interface MachineLayout {
  width: number;
  height: number;
  states: Record<string, Box>;
  edges: { from: string; to: string; kind: string; label?: string; points: Point[] }[];
}

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.spacing.nodeNodeBetweenLayers": "30",
  "elk.spacing.nodeNode": "22",
  "elk.spacing.edgeNode": "14",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
};

const widthOf = (name: string) => Math.min(230, Math.max(96, 34 + name.length * 7.2));

export const layOutMachine = async (
  { states }: Execution["definition"],
  layOut: LayOut,
): Promise<MachineLayout> => {
  const names = new Set(states.map(({ name }) => name));
  const edges = states.flatMap(({ name, next }) =>
    next.filter(({ to }) => names.has(to)).map((step) => ({ from: name, ...step })),
  );
  const graph = await layOut({
    id: "machine",
    layoutOptions: options,
    children: states.map(({ name }) => ({ id: name, width: widthOf(name), height: 38 })),
    edges: edges.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  });
  const boxes = (graph.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }) => [
    id,
    { x, y, width, height },
  ]);
  return {
    width: graph.width ?? 0,
    height: graph.height ?? 0,
    states: Object.fromEntries(boxes),
    edges: (graph.edges ?? []).map(({ id, sections }) => {
      const section = sections?.[0];
      const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
      return { ...edges[Number(id)]!, points: points.map(({ x, y }): Point => [x, y]) };
    }),
  };
};
