import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { MapEdge, MapModel, MapNode, Queue } from "sourdough-local/console-api";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { CopyableId } from "../components/copy.tsx";
import { kinds } from "../components/kinds.ts";
import { linkTo } from "../shell/route.ts";
import { Aliases } from "./aliases.tsx";
import { onPaint, traffic } from "./light/live-traffic.ts";
import { fullStatus } from "./node-status.ts";

const LiveText = ({ read }: { read: () => string }) => {
  const span = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      onPaint(() => {
        const text = read();
        if (span.current && span.current.textContent !== text) span.current.textContent = text;
      }),
    [read],
  );
  return <span ref={span} className="quiet small number" />;
};

const physical = (node: MapNode) => node.arn?.split(/[:/]/).at(-1) ?? node.name;

const links = (node: MapNode): { label: string; href: string }[] => {
  switch (node.kind) {
    case "queue":
    case "deadLetterQueue":
      return [{ label: "Messages", href: linkTo("queues", [physical(node)]) }];
    case "table":
      return [{ label: "Items", href: linkTo("tables", [physical(node)]) }];
    case "bucket":
      return [{ label: "Objects", href: linkTo("buckets", [physical(node)]) }];
    case "stream":
      return [{ label: "Records", href: linkTo("streams", [physical(node)]) }];
    case "machine":
      return [{ label: "Executions", href: linkTo("executions", [], { machine: node.id }) }];
    case "function":
      return [{ label: "Logs", href: linkTo("logs", [], { function: node.id }) }];
    case "bus":
    case "rule":
      return [{ label: "Send an event", href: linkTo("events") }];
    case "email":
      return [{ label: "Mailbox", href: linkTo("mailbox") }];
    default:
      return [];
  }
};

const EdgeList = ({
  title,
  edges,
  other,
  model,
  onPick,
}: {
  title: string;
  edges: MapEdge[];
  other: "from" | "to";
  model: MapModel;
  onPick: (id: string) => void;
}) =>
  edges.length > 0 && (
    <section>
      <h3>{title}</h3>
      <ul className="neighbours">
        {edges.map((edge) => (
          <li key={edge.id}>
            <button type="button" onClick={() => onPick(edge[other])}>
              {model.nodes.find(({ id }) => id === edge[other])?.name ?? edge[other]}
            </button>
            {!edge.declared && <Chip tone="warn">undeclared</Chip>}
            {edge.label && <code className="small quiet">{edge.label}</code>}
            <LiveText read={() => fullStatus(traffic.edges.get(edge.id))} />
          </li>
        ))}
      </ul>
    </section>
  );

interface Props {
  node: MapNode;
  model: MapModel;
  queue: Queue | undefined;
  onPick: (id: string | undefined) => void;
}

export const Inspector = ({ node, model, queue, onPick }: Props) => {
  const { icon: Icon, label } = kinds[node.kind];
  return (
    <aside className="inspector" aria-label={node.name}>
      <header>
        <span className="card-icon">
          <Icon aria-hidden="true" />
        </span>
        <div>
          <h2>{node.name}</h2>
          <span className="row-sub">
            {label} <AreaChip area={node.area} />
            {node.undeclared && <Chip tone="warn">seen, not declared</Chip>}
          </span>
        </div>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => onPick(undefined)}>
          <X aria-hidden="true" />
        </button>
      </header>
      <LiveText read={() => fullStatus(traffic.nodes.get(node.id))} />
      {queue && (
        <p className="small">
          <b className="number">{queue.depth}</b> waiting, <b className="number">{queue.inFlight}</b> in
          flight
        </p>
      )}
      {links(node).length > 0 && (
        <div className="page-actions">
          {links(node).map((link) => (
            <a key={link.label} className="button" href={link.href}>
              {link.label}
            </a>
          ))}
        </div>
      )}
      <dl className="facts">
        {node.file && (
          <>
            <dt>Declared in</dt>
            <dd>
              <code>{node.file}</code>
            </dd>
          </>
        )}
        {node.kind === "function" && <Aliases node={node.id} />}
        {Object.entries(node.facts).map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd className={value.startsWith("{") ? "mono" : ""}>{value}</dd>
          </div>
        ))}
      </dl>
      {node.arn && <CopyableId id={node.arn} />}
      <EdgeList
        title="From"
        edges={model.edges.filter(({ to }) => to === node.id)}
        other="from"
        model={model}
        onPick={onPick}
      />
      <EdgeList
        title="To"
        edges={model.edges.filter(({ from }) => from === node.id)}
        other="to"
        model={model}
        onPick={onPick}
      />
    </aside>
  );
};
