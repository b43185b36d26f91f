import type { MapArea, MapNode } from "@sourdough/local-cloud/src/console/api.ts";
import type { Node, NodeProps } from "@xyflow/react";
import { MailX } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { useHue } from "../parts/bits.tsx";
import { kinds } from "../parts/kinds.ts";
import { breakName } from "./layout/label.ts";
import { isSlight } from "./layout/size.ts";
import { onPaint, traffic } from "./light/live-traffic.ts";
import { inFewWords, stateOf } from "./words.ts";

/** How many messages wait in a queue and in its dead-letter queue, by node id; read when painting. */
export type Depths = Map<string, { depth: number; deadLetters: number }>;

export interface CardData extends Record<string, unknown> {
  node: MapNode;
  depths: Depths;
  /** Beside the name of its lane, on one line. */
  loose: boolean;
}

export type CardNode = Node<CardData, "card">;
export type RailNode = Node<{ node: MapNode; side: "left" | "right" }, "rail">;
export type LaneNode = Node<{ area: MapArea }, "lane">;

const write = (element: Element | null, text: string) => {
  if (element && element.textContent !== text) element.textContent = text;
};

/** Its numbers are written past React: a hundred cards that render twice a second would cost frames. */
export const Card = memo(({ data: { node, depths, loose } }: NodeProps<CardNode>) => {
  const card = useRef<HTMLDivElement>(null);
  const live = useRef<HTMLSpanElement>(null);
  const dead = useRef<HTMLSpanElement>(null);
  const { icon: Icon, label } = kinds[node.kind];
  useEffect(
    () =>
      onPaint(() => {
        if (!card.current) return;
        const state = stateOf(traffic.nodes.get(node.id));
        if (card.current.dataset.state !== state) card.current.dataset.state = state;
        const waiting = depths.get(node.id);
        const figures = waiting?.depth ? `${waiting.depth} waiting` : inFewWords(node.id);
        if (live.current && live.current.dataset.figures !== figures) live.current.dataset.figures = figures;
        const letters = String(waiting?.deadLetters ?? 0);
        write(dead.current, letters);
        const marked = letters === "0" ? undefined : "";
        if (card.current.dataset.letters !== marked)
          if (marked === undefined) delete card.current.dataset.letters;
          else card.current.dataset.letters = marked;
      }),
    [node, depths],
  );
  return (
    <div
      ref={card}
      className={loose ? "card slight loose" : isSlight(node.kind) ? "card slight" : "card"}
      data-kind={node.kind}
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
      <span className="card-letters">
        <MailX aria-hidden="true" />
        <span ref={dead} />
        <span className="visually-hidden">dead letters</span>
      </span>
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
