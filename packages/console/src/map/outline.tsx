import { useEffect, useRef } from "react";
import type { MapModel, MapNode } from "sourdough-local/console-api";
import { useHue } from "../components/area-chip.tsx";
import { breakable } from "../components/breakable.tsx";
import { Chip } from "../components/chip.tsx";
import { kinds } from "../components/kinds.ts";
import { onPaint, traffic } from "./light/live-traffic.ts";
import { shortStatus, stateOf } from "./node-status.ts";

const Entry = ({
  node,
  picked,
  onPick,
}: {
  node: MapNode;
  picked: boolean;
  onPick: (id: string) => void;
}) => {
  const button = useRef<HTMLButtonElement>(null);
  const live = useRef<HTMLSpanElement>(null);
  const { icon: Icon, label } = kinds[node.kind];
  useEffect(
    () =>
      onPaint(() => {
        if (button.current) button.current.dataset.state = stateOf(traffic.nodes.get(node.id));
        const text = shortStatus(node.id);
        if (live.current && live.current.textContent !== text) live.current.textContent = text;
      }),
    [node],
  );
  return (
    <li>
      <button
        type="button"
        ref={button}
        className="outline-node"
        aria-pressed={picked}
        style={useHue(node.area)}
        onClick={() => onPick(node.id)}
      >
        <span className="card-icon">
          <Icon aria-hidden="true" />
        </span>
        <span>
          <span className="row-title">{breakable(node.name)}</span>
          <span className="row-sub">
            {label}
            {node.undeclared && <Chip tone="warn">undeclared</Chip>}
          </span>
        </span>
        <span className="small number" ref={live} />
      </button>
    </li>
  );
};

interface Props {
  model: MapModel;
  picked: string | undefined;
  highlighted: ReadonlySet<string> | undefined;
  onPick: (id: string) => void;
}

/** The map as a list: for narrow pages, and for whoever reads by ear. */
export const Outline = ({ model, picked, highlighted, onPick }: Props) => (
  <div className="outline">
    <div className="outline-columns">
      {model.areas.map((area) => {
        const nodes = model.nodes.filter(
          (node) =>
            node.area === area.id && node.kind !== "client" && (!highlighted || highlighted.has(node.id)),
        );
        return (
          nodes.length > 0 && (
            <section key={area.id} className="panel">
              <h2>{area.name}</h2>
              <ul>
                {nodes.map((node) => (
                  <Entry key={node.id} node={node} picked={picked === node.id} onPick={onPick} />
                ))}
              </ul>
            </section>
          )
        );
      })}
    </div>
  </div>
);
