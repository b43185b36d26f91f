import type { Node, NodeProps } from "@xyflow/react";
import { BellRing, MailX } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import type { MapArea, MapNode } from "sourdough-local/console-api";
import { useHue } from "../components/area-chip.tsx";
import { count } from "../components/format.ts";
import { kinds } from "../components/kinds.ts";
import { breakName } from "./layout/label.ts";
import { isSlight } from "./layout/size.ts";
import { onPaint, traffic } from "./light/live-traffic.ts";
import { shortStatus, stateOf } from "./node-status.ts";

/** How many messages wait in a queue, by node id; read when painting. */
export type Depths = Map<string, number>;

export interface CardData extends Record<string, unknown> {
  node: MapNode;
  depths: Depths;
  deadLetters: number;
  /** Alarms that fire. */
  firing: number;
  /** Beside the name of its lane, on one line. */
  loose: boolean;
}

export type CardNode = Node<CardData, "card">;
export type RailNode = Node<{ node: MapNode; side: "left" | "right" }, "rail">;
export type LaneNode = Node<{ area: MapArea }, "lane">;

/** Its figures are written past React: a hundred cards that render twice a second would cost frames. */
export const Card = memo(({ data: { node, depths, deadLetters, firing, loose } }: NodeProps<CardNode>) => {
  const card = useRef<HTMLDivElement>(null);
  const live = useRef<HTMLSpanElement>(null);
  const { icon: Icon, label } = kinds[node.kind];
  useEffect(
    () =>
      onPaint(() => {
        if (!card.current) return;
        const state = stateOf(traffic.nodes.get(node.id));
        if (card.current.dataset.state !== state) card.current.dataset.state = state;
        const waiting = depths.get(node.id);
        const figures = waiting ? `${waiting} waiting` : shortStatus(node.id);
        if (live.current && live.current.dataset.figures !== figures) live.current.dataset.figures = figures;
      }),
    [node, depths],
  );
  return (
    <div
      ref={card}
      className={loose ? "card slight loose" : isSlight(node.kind) ? "card slight" : "card"}
      data-kind={node.kind}
      data-firing={firing > 0 ? "" : undefined}
      data-undeclared={node.undeclared ? "" : undefined}
      style={useHue(node.area)}
      title={`${node.name} (${label})`}
    >
      <span className="card-icon">
        <Icon aria-hidden="true" />
      </span>
      <span className="card-name">
        {(loose ? [node.name] : breakName(node.name)).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
      {/* Drawn by the style: figures that change twice a second are no part of a button's name. The list has them to read. */}
      <span className="card-live" ref={live} />
      {firing > 0 && (
        <span className="card-firing">
          <BellRing aria-hidden="true" />
        </span>
      )}
      {deadLetters > 0 && (
        <span className="card-dead-letters">
          <MailX aria-hidden="true" /> {count(deadLetters)}
        </span>
      )}
    </div>
  );
});

export const Rail = memo(({ data: { node, side } }: NodeProps<RailNode>) => {
  const { icon: Icon } = kinds[node.kind];
  return (
    <div className="rail" data-kind={node.kind} data-side={side}>
      <Icon aria-hidden="true" />
      <span>{node.name}</span>
    </div>
  );
});

export const LaneCard = memo(({ data: { area } }: NodeProps<LaneNode>) => (
  <div className="lane" style={useHue(area.id)}>
    <b>{area.name}</b>
    {area.folder && <span>{area.folder}</span>}
  </div>
));
