import { memo, useEffect, useMemo, useRef } from "react";
import type { MapEdge, MapModel } from "sourdough-local/console-api";
import { roundCorners, toPath } from "./layout/round.ts";
import type { MapLayout, Point } from "./layout/types.ts";
import { onPaint, traffic } from "./light/live-traffic.ts";
import { fullStatus } from "./node-status.ts";

/** Points close enough to run along, by edge. */
export const smooth = (edges: Record<string, Point[]>): Record<string, Point[]> =>
  Object.fromEntries(Object.entries(edges).map(([id, points]) => [id, roundCorners(points)]));

interface Props {
  model: MapModel;
  layout: MapLayout;
  points: Record<string, Point[]>;
  /** Lines of this node stand out; undefined shows all alike. */
  picked: string | undefined;
}

const titleOf = (edge: MapEdge, names: Map<string, string>) =>
  `${names.get(edge.from)} → ${names.get(edge.to)}${edge.label ? ` (${edge.label})` : ""}\n${fullStatus(traffic.edges.get(edge.id))}`;

/** The lines at rest; what moves along them is on the canvas above. */
export const Lines = memo(({ model, layout, points, picked }: Props) => {
  const svg = useRef<SVGSVGElement>(null);
  const names = useMemo(() => new Map(model.nodes.map((node) => [node.id, node.name])), [model]);
  const edges = useMemo(() => model.edges.filter((edge) => points[edge.id]), [model, points]);
  const asides = useMemo(() => smooth(layout.asides), [layout]);
  const shown = useMemo(() => {
    const beside = model.edges.filter(({ id, from, to }) => asides[id] && (from === picked || to === picked));
    return beside.length > 0 ? [...edges, ...beside] : edges;
  }, [edges, asides, model, picked]);

  useEffect(() => {
    const seen = new Set<string>();
    return onPaint(() => {
      for (const { id } of edges) {
        if (seen.has(id) || !traffic.edges.get(id)?.count) continue;
        const path = svg.current?.querySelector<SVGPathElement>(`[data-edge="${CSS.escape(id)}"]`);
        if (!path) continue;
        path.dataset.seen = "";
        seen.add(id);
      }
    });
  }, [edges]);

  return (
    <svg
      ref={svg}
      className="lines"
      width={layout.width}
      height={layout.height}
      data-picked={picked === undefined ? undefined : ""}
      aria-hidden="true"
    >
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="6.5"
          refY="4"
          markerWidth="6"
          markerHeight="6"
          orient="auto-start-reverse"
        >
          <path
            d="M1 1 L7 4 L1 7"
            fill="none"
            stroke="context-stroke"
            strokeWidth="1.6"
            strokeLinecap="round"
          />
        </marker>
      </defs>
      {shown.map((edge) => (
        <g
          key={edge.id}
          className="line"
          data-kind={edge.kind}
          data-undeclared={edge.declared ? undefined : ""}
          data-touches={picked !== undefined && (edge.from === picked || edge.to === picked) ? "" : undefined}
        >
          <path
            data-edge={edge.id}
            d={toPath((points[edge.id] ?? asides[edge.id])!)}
            markerEnd="url(#arrow)"
          />
          <path
            className="line-reach"
            d={toPath((points[edge.id] ?? asides[edge.id])!)}
            onPointerEnter={({ currentTarget }) => {
              currentTarget.firstElementChild!.textContent = titleOf(edge, names);
            }}
          >
            <title>{edge.label ?? edge.kind}</title>
          </path>
        </g>
      ))}
    </svg>
  );
});
