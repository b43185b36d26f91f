import "@xyflow/react/dist/base.css";
import {
  Controls,
  type Node,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useStore,
  ViewportPortal,
} from "@xyflow/react";
import { useMemo } from "react";
import type { MapModel, MapNode } from "sourdough-local/console-api";
import { plural } from "../components/format.ts";
import { kinds } from "../components/kinds.ts";
import { Card, type CardNode, type Depths, LaneCard, type LaneNode, Rail, type RailNode } from "./cards.tsx";
import type { MapLayout } from "./layout/types.ts";
import { LightsCanvas } from "./lights-canvas.tsx";
import { Lines, smooth } from "./lines.tsx";

const nodeTypes: NodeTypes = { card: Card, rail: Rail, lane: LaneCard };

type Shown = CardNode | RailNode | LaneNode;

interface Drawn {
  model: MapModel;
  layout: MapLayout;
  depths: Depths;
  /** By node id. */
  deadLetters: Readonly<Record<string, number>>;
  /** Alarms that fire, by node id. */
  firing: Readonly<Record<string, number>>;
}

const still = { draggable: false, connectable: false, deletable: false } as const;

/** Begins with what the card shows, in that order. */
const nameOf = ({ name, kind, area }: MapNode, deadLetters: number, firing: number) =>
  [
    name,
    ...(firing > 0 ? [plural(firing, "firing alarm")] : []),
    ...(deadLetters > 0 ? [plural(deadLetters, "dead letter")] : []),
    `${kinds[kind].label} in ${area}`,
  ].join(", ");

const toNodes = ({ model, layout, depths, deadLetters, firing }: Drawn): Shown[] => {
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  const loose = new Set(layout.loose);
  return [
    ...layout.lanes.map(
      ({ area, x, y, width, height }): LaneNode => ({
        ...still,
        id: `lane ${area}`,
        type: "lane",
        position: { x, y },
        width,
        height,
        selectable: false,
        focusable: false,
        zIndex: 0,
        data: { area: model.areas.find(({ id }) => id === area) ?? { id: area, name: area } },
      }),
    ),
    ...layout.rails.map(
      ({ id, side, x, y, width, height }): RailNode => ({
        ...still,
        id: `${id} ${side}`,
        type: "rail",
        position: { x, y },
        width,
        height,
        zIndex: 2,
        ariaLabel: `${byId.get(id)!.name}, ${kinds[byId.get(id)!.kind].label}`,
        ariaRole: "button",
        data: { node: byId.get(id)!, side },
      }),
    ),
    ...Object.entries(layout.nodes).flatMap(([id, { x, y, width, height }]): CardNode[] => {
      const node = byId.get(id);
      if (!node) return [];
      return [
        {
          ...still,
          id,
          type: "card",
          position: { x, y },
          width,
          height,
          zIndex: 2,
          ariaLabel: nameOf(node, deadLetters[id] ?? 0, firing[id] ?? 0),
          ariaRole: "button",
          data: {
            node,
            depths,
            deadLetters: deadLetters[id] ?? 0,
            firing: firing[id] ?? 0,
            loose: loose.has(id),
          },
        },
      ];
    }),
  ];
};

const Distance = ({ children }: { children: React.ReactNode }) => {
  const far = useStore(({ transform }) => (transform[2] < 0.36 ? "far" : "near"));
  return (
    <div className="map-distance" data-distance={far}>
      {children}
    </div>
  );
};

interface Props extends Drawn {
  picked: string | undefined;
  /** Only these stand out, while a question about them is asked. */
  highlighted: ReadonlySet<string> | undefined;
  onPick: (id: string | undefined) => void;
}

const Flow = ({ model, layout, depths, deadLetters, firing, picked, highlighted, onPick }: Props) => {
  const points = useMemo(() => smooth(layout.edges), [layout]);
  const base = useMemo(
    () => toNodes({ model, layout, depths, deadLetters, firing }),
    [model, layout, depths, deadLetters, firing],
  );
  const neighbours = useMemo(() => {
    if (picked === undefined) return highlighted;
    const near = new Set([picked]);
    for (const { from, to } of model.edges) {
      if (from === picked) near.add(to);
      if (to === picked) near.add(from);
    }
    return near;
  }, [model, picked, highlighted]);
  const nodes = useMemo(
    () =>
      base.map((node): Shown => {
        if (node.type === "lane") return node;
        const { id } = node.data.node;
        const dim = neighbours && !neighbours.has(id);
        return { ...node, selected: id === picked, className: dim ? "dim" : "" } as Shown;
      }),
    [base, neighbours, picked],
  );
  const choose = (node: Node) => {
    if (node.type !== "lane") onPick((node as CardNode | RailNode).data.node.id);
  };
  return (
    <Distance>
      <ReactFlow
        nodes={nodes}
        edges={[]}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ padding: 0.015, maxZoom: 1 }}
        minZoom={0.12}
        maxZoom={2}
        nodesDraggable={false}
        nodesConnectable={false}
        elevateNodesOnSelect={false}
        onNodeClick={(_, node) => choose(node)}
        onPaneClick={() => onPick(undefined)}
        onSelectionChange={({ nodes: [chosen] }) => {
          if (chosen && chosen.type !== "lane") choose(chosen);
        }}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        aria-label="Map of the system"
      >
        <ViewportPortal>
          <Lines model={model} layout={layout} points={points} picked={picked} />
        </ViewportPortal>
        <Controls showInteractive={false} />
        <LightsCanvas points={points} />
      </ReactFlow>
    </Distance>
  );
};

export const Drawing = (props: Props) => (
  <ReactFlowProvider>
    <Flow {...props} />
  </ReactFlowProvider>
);
