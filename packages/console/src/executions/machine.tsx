import { useEffect, useState } from "react";
import type { Execution, ExecutionState } from "sourdough-local/console-api";
import { layOutInWorker } from "../map/layout/elk.ts";
import { roundCorners, toPath } from "../map/layout/round.ts";
import { layOutMachine, type MachineLayout } from "./machine-layout.ts";

interface Props {
  execution: Execution;
  picked: string | undefined;
  onPick: (name: string) => void;
}

const outcome = (states: readonly ExecutionState[], name: string) =>
  states.findLast((state) => state.name === name)?.status;

/** The machine as declared; what this execution went through is solid, the rest an outline. */
export const Machine = ({ execution, picked, onPick }: Props) => {
  const [layout, setLayout] = useState<MachineLayout>();
  const shape = JSON.stringify(execution.definition);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for the definition
  useEffect(() => {
    let wanted = true;
    void layOutMachine(execution.definition, layOutInWorker).then((result) => wanted && setLayout(result));
    return () => {
      wanted = false;
    };
  }, [shape]);
  if (!layout) return <div className="skeleton" style={{ height: "14rem" }} />;
  const order = execution.states.map(({ name }) => name);
  const passed = (from: string, to: string) =>
    order.some((name, index) => name === from && order.indexOf(to, index) > index);
  return (
    <section className="machine table-scroll" aria-label={`States of ${execution.machine}`}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the section around it has its name */}
      <svg
        viewBox={`-8 -8 ${layout.width + 16} ${layout.height + 16}`}
        style={{ width: layout.width + 16, maxWidth: "100%" }}
      >
        {layout.edges.map((edge) => (
          <path
            key={`${edge.from} ${edge.to} ${edge.kind}`}
            className="machine-edge"
            data-kind={edge.kind}
            data-passed={passed(edge.from, edge.to) ? "" : undefined}
            d={toPath(roundCorners(edge.points))}
          />
        ))}
        {Object.entries(layout.states).map(([name, box]) => {
          const status = outcome(execution.states, name);
          return (
            // biome-ignore lint/a11y/useSemanticElements: there is no button element in SVG
            <g
              key={name}
              className="machine-state"
              data-status={status}
              data-picked={picked === name ? "" : undefined}
              transform={`translate(${box.x} ${box.y})`}
              role="button"
              tabIndex={status ? 0 : -1}
              aria-disabled={!status}
              aria-label={`${name}: ${status?.toLowerCase() ?? "not reached"}`}
              onClick={() => status && onPick(name)}
              onKeyDown={(event) => {
                if (status && (event.key === "Enter" || event.key === " ")) {
                  event.preventDefault();
                  onPick(name);
                }
              }}
            >
              <rect width={box.width} height={box.height} rx={11} />
              <text x={box.width / 2} y={box.height / 2} dominantBaseline="central" textAnchor="middle">
                {name.length > 28 ? `${name.slice(0, 27)}…` : name}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
};
