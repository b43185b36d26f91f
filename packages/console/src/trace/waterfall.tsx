import { ChevronDown, ChevronRight, Shuffle } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useMemo, useRef } from "react";
import type { TraceHop } from "sourdough-local/console-api";
import { useHue } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { duration } from "../components/format.ts";
import { marksOf, type Scale, scaleOf } from "./scale.ts";
import { serviceOf } from "./services.ts";
import type { Row } from "./tree.ts";

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;

const Bar = ({ hop, scale }: { hop: TraceHop; scale: Scale }) => {
  const from = scale.at(hop.startMs);
  const to = hop.durationMs === undefined ? from : scale.at(hop.startMs + hop.durationMs);
  const style: CSSProperties = { left: percent(from), width: percent(Math.max(0, to - from)) };
  const late = to > 0.82;
  return (
    <span className="bar-track">
      <span
        className="bar"
        data-failed={hop.error ? "" : undefined}
        data-instant={to === from ? "" : undefined}
        style={style}
      />
      {hop.durationMs !== undefined && (
        <span className="bar-time number" style={late ? { right: percent(1 - from) } : { left: percent(to) }}>
          {duration(hop.durationMs)}
        </span>
      )}
    </span>
  );
};

interface LineProps {
  row: Row;
  scale: Scale;
  picked: boolean;
  focusable: boolean;
  collapsed: boolean;
  onPick: (id: number) => void;
  onToggle: (id: number) => void;
}

const Line = memo(
  ({ row: { hop, children, indent }, scale, picked, focusable, collapsed, onPick, onToggle }: LineProps) => {
    const { icon: Icon, label } = serviceOf(hop);
    return (
      <div
        role="treeitem"
        aria-level={hop.depth + 1}
        aria-selected={picked}
        aria-expanded={children > 0 ? !collapsed : undefined}
        tabIndex={focusable ? 0 : -1}
        className="hop"
        data-hop={hop.id}
        data-failed={hop.error ? "" : undefined}
        style={useHue(hop.area)}
        onClick={() => onPick(hop.id)}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            onPick(hop.id);
          }
        }}
      >
        <span className="hop-what" style={{ paddingLeft: `${Math.min(indent, 16) * 0.85}rem` }}>
          {children > 0 ? (
            // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys do the same on the row
            // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys do the same on the row
            <span
              className="hop-fold"
              onClick={(event) => {
                event.stopPropagation();
                onToggle(hop.id);
              }}
            >
              {collapsed ? <ChevronRight aria-hidden="true" /> : <ChevronDown aria-hidden="true" />}
            </span>
          ) : (
            <span className="hop-fold" />
          )}
          <span className="hop-icon" title={label}>
            <Icon aria-hidden="true" />
            <span className="visually-hidden">{label}</span>
          </span>
          <span className="hop-text">
            {!hop.resource.startsWith(`${hop.action} `) && <b>{hop.action} </b>}
            <span>{hop.resource}</span>
            {hop.note && <small>{hop.note}</small>}
          </span>
          {hop.transformed && <Shuffle className="hop-mark" aria-label="Payload transformed" />}
          {hop.attempt !== undefined && hop.attempt > 1 && <Chip tone="warn">attempt {hop.attempt}</Chip>}
          {hop.error && <Chip tone="bad">{hop.error.code}</Chip>}
          {collapsed && <Chip>{children} more</Chip>}
        </span>
        <Bar hop={hop} scale={scale} />
      </div>
    );
  },
);

interface Props {
  hops: readonly TraceHop[];
  rows: readonly Row[];
  picked: number | undefined;
  collapsed: ReadonlySet<number>;
  onPick: (id: number) => void;
  onToggle: (id: number) => void;
}

export const Waterfall = ({ hops, rows, picked, collapsed, onPick, onToggle }: Props) => {
  const scale = useMemo(() => scaleOf(hops), [hops]);
  const marks = useMemo(() => marksOf(scale), [scale]);
  const tree = useRef<HTMLDivElement>(null);
  const entry = rows.some(({ hop }) => hop.id === picked) ? picked : rows[0]?.hop.id;

  // A link to a hop opens the page where the hop is.
  const first = useRef(picked);
  useEffect(() => {
    if (first.current === undefined) return;
    tree.current?.querySelector(`[data-hop="${first.current}"]`)?.scrollIntoView({ block: "center" });
  }, []);

  const move = (event: KeyboardEvent) => {
    const lines = [...(tree.current?.querySelectorAll<HTMLElement>("[data-hop]") ?? [])];
    const at = lines.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const id = Number(lines[at]!.dataset.hop);
    const focus = (index: number) => {
      event.preventDefault();
      lines[Math.min(lines.length - 1, Math.max(0, index))]?.focus();
    };
    const row = rows[at];
    switch (event.key) {
      case "ArrowDown":
        return focus(at + 1);
      case "ArrowUp":
        return focus(at - 1);
      case "Home":
        return focus(0);
      case "End":
        return focus(lines.length - 1);
      case "ArrowRight":
        if (row && row.children > 0 && collapsed.has(id)) onToggle(id);
        return;
      case "ArrowLeft":
        if (row && row.children > 0 && !collapsed.has(id)) onToggle(id);
        else if (row?.hop.parent !== undefined) focus(rows.findIndex(({ hop }) => hop.id === row.hop.parent));
        return;
    }
  };

  return (
    <div className="waterfall panel">
      <div className="axis" aria-hidden="true">
        <span />
        <span className="axis-track">
          {marks.map((mark) => (
            <span key={mark} className="axis-mark number" style={{ left: percent(scale.at(mark)) }}>
              {mark === 0 ? "0" : duration(mark)}
            </span>
          ))}
          {scale.stretches
            .filter(({ silenceMs }) => silenceMs !== undefined)
            .map((stretch) => (
              <span
                key={stretch.from}
                className="axis-silence"
                style={{ left: percent(stretch.from - 0.015) }}
              >
                {duration(stretch.silenceMs!)} later
              </span>
            ))}
        </span>
      </div>
      <div
        className="hops"
        role="tree"
        aria-label="Hops in the order they happened"
        ref={tree}
        onKeyDown={move}
      >
        {rows.map((row) => (
          <Line
            key={row.hop.id}
            row={row}
            scale={scale}
            picked={row.hop.id === picked}
            focusable={row.hop.id === entry}
            collapsed={collapsed.has(row.hop.id)}
            onPick={onPick}
            onToggle={onToggle}
          />
        ))}
      </div>
    </div>
  );
};
