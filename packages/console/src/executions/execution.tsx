import { Route } from "lucide-react";
import { useState } from "react";
import type { ExecutionState, MapRun, Execution as Run } from "sourdough-local/console-api";
import { useExecution } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { CopyableId } from "../components/copy.tsx";
import { count, duration, plural } from "../components/format.ts";
import { Json } from "../components/json.tsx";
import { Loaded } from "../components/state.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { linkTo } from "../shell/route.ts";
import { Problem } from "../trace/problem.tsx";
import { Machine } from "./machine.tsx";
import { StatusChip } from "./status.tsx";

const InAndOut = ({ of, name }: { of: Pick<Run | ExecutionState, "input" | "output">; name: string }) => (
  <div className="in-out">
    {(["input", "output"] as const).map((side) => {
      const payload = of[side];
      return (
        <section key={side} className="payload">
          <h3>{side === "input" ? "Input" : "Output"}</h3>
          {!payload ? (
            <p className="quiet small">Nothing yet.</p>
          ) : payload.dropped ? (
            <p className="quiet small">The journal let go of it.</p>
          ) : (
            <Json value={payload.value} label={`${side} of ${name}`} />
          )}
        </section>
      );
    })}
  </div>
);

const State = ({ state, open, onToggle }: { state: ExecutionState; open: boolean; onToggle: () => void }) => (
  <li className="state-row" data-status={state.status}>
    <button type="button" aria-expanded={open} onClick={onToggle}>
      <span className="row-title">{state.name}</span>
      <span className="row-sub">
        {state.type}
        {state.branch && <code>{state.branch}</code>}
        {state.attempts > 1 && <Chip tone="warn">{state.attempts} attempts</Chip>}
      </span>
      <span className="number small quiet">
        {state.durationMs === undefined ? "" : duration(state.durationMs)}
      </span>
      <StatusChip status={state.status} />
    </button>
    {open && (
      <div className="state-more">
        {state.error && <Problem error={state.error} />}
        <InAndOut of={state} name={state.name} />
      </div>
    )}
  </li>
);

const MapRunRow = ({ run }: { run: MapRun }) => {
  const { items, executions } = run;
  const done = items.succeeded + items.failed + items.aborted;
  return (
    <li className="map-run">
      <header className="row-sub">
        <span className="row-title">{run.state}</span>
        <StatusChip status={run.status} />
        {run.durationMs !== undefined && <span className="number">{duration(run.durationMs)}</span>}
      </header>
      <progress
        max={Math.max(items.total, 1)}
        value={done}
        aria-label={`Items of ${run.state} that are done`}
      />
      <p className="small quiet number">
        {count(done)} of {plural(items.total, "item")} in {plural(executions.total, "execution")}
        {items.failed > 0 && `, ${count(items.failed)} failed`}
        {items.aborted > 0 && `, ${count(items.aborted)} stopped`}
        {items.running > 0 && `, ${count(items.running)} at work`}
      </p>
    </li>
  );
};

const MapRuns = ({ runs }: { runs: readonly MapRun[] }) =>
  runs.length > 0 && (
    <ol className="panel map-runs" aria-label="Map runs">
      {runs.map((run) => (
        <MapRunRow key={run.id} run={run} />
      ))}
    </ol>
  );

const Details = ({ execution }: { execution: Run }) => {
  const [open, setOpen] = useState<number>();
  const picked = open === undefined ? undefined : execution.states[open]?.name;
  return (
    <div className="execution">
      <header className="page-head">
        <div>
          <h2>{execution.machine}</h2>
          <div className="row-sub">
            <StatusChip status={execution.status} />
            <CopyableId id={execution.name} full />
            <span>{execution.type.toLowerCase()}</span>
            <AreaChip area={execution.area} />
            <Timestamp at={execution.startedAt} />
            {execution.endedAt !== undefined && (
              <span>{duration(execution.endedAt - execution.startedAt)}</span>
            )}
          </div>
        </div>
        <a className="button" href={linkTo("trace", [execution.traceId])}>
          <Route aria-hidden="true" /> Trace
        </a>
      </header>
      {execution.error && <Problem error={execution.error} />}
      {execution.definition.states.length > 0 && (
        <Machine
          execution={execution}
          picked={picked}
          onPick={(name) => setOpen(execution.states.findLastIndex((state) => state.name === name))}
        />
      )}
      <MapRuns runs={execution.mapRuns} />
      <ol
        className="panel states"
        aria-label={
          execution.type === "DURABLE"
            ? "Operations in the order they began"
            : "States in the order they were entered"
        }
      >
        {execution.states.map((state, index) => (
          <State
            // biome-ignore lint/suspicious/noArrayIndexKey: a state can be entered twice, and never moves
            key={index}
            state={state}
            open={open === index}
            onToggle={() => setOpen(open === index ? undefined : index)}
          />
        ))}
      </ol>
      <InAndOut of={execution} name={execution.name} />
    </div>
  );
};

export const Execution = ({ id }: { id: string }) => {
  const result = useExecution(id);
  return (
    <Loaded result={result} what="This execution">
      {(execution) => <Details key={execution.id} execution={execution} />}
    </Loaded>
  );
};
