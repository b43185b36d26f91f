import { ArrowLeft, CircleDollarSign, ScrollText } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import type { Trace } from "sourdough-local/console-api";
import { RequestError } from "../api/http.ts";
import { useTrace } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { CopyableId } from "../components/copy.tsx";
import { duration, plural } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { StatusChip } from "../executions/status.tsx";
import { go, linkTo, useRoute } from "../shell/route.ts";
import { HopDetail } from "./hop-detail.tsx";
import "./trace.css";
import { rowsOf } from "./tree.ts";
import { Waterfall } from "./waterfall.tsx";

const StatePath = ({ execution }: { execution: Trace["executions"][number] }) => (
  <div className="state-path">
    <a href={linkTo("executions", [execution.id])}>{execution.name}</a>
    <StatusChip status={execution.status} />
    <ol>
      {execution.states.map((state, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a state can be entered twice, and never moves
        <li key={index}>{state}</li>
      ))}
    </ol>
  </div>
);

/** The longest path tells the story; the others are one click away. */
const Executions = ({ executions }: { executions: Trace["executions"] }) => {
  const [main, ...others] = executions.toSorted((a, b) => b.states.length - a.states.length);
  if (!main) return null;
  return (
    <div className="state-paths">
      <StatePath execution={main} />
      {others.length > 0 && (
        <details>
          <summary>{plural(others.length, "more execution")}</summary>
          {others.map((execution) => (
            <StatePath key={execution.id} execution={execution} />
          ))}
        </details>
      )}
    </div>
  );
};

const Summary = ({ trace }: { trace: Trace }) => {
  const { summary } = trace;
  return (
    <section className="trace-summary" aria-label="Summary">
      <dl className="figures">
        <div>
          <dt>Took</dt>
          <dd className="number">{duration(summary.durationMs)}</dd>
        </div>
        <div>
          <dt>Hops</dt>
          <dd className="number">{trace.hops.length}</dd>
        </div>
        <div data-bad={summary.failures > 0 ? "" : undefined}>
          <dt>Failures</dt>
          <dd className="number">{summary.failures}</dd>
        </div>
        <div>
          <dt>Began</dt>
          <dd>
            <Timestamp at={summary.at} />
          </dd>
        </div>
        <div>
          <dt>Went through</dt>
          <dd className="trace-areas">
            {summary.areas.map((area) => (
              <AreaChip key={area} area={area} />
            ))}
            {summary.running && <Chip tone="info">still running</Chip>}
            {trace.truncated && <Chip tone="warn">its beginning is no longer in the journal</Chip>}
          </dd>
        </div>
      </dl>
      <Executions executions={trace.executions} />
    </section>
  );
};

const TracePage = ({ trace }: { trace: Trace }) => {
  const route = useRoute();
  const picked = route.rest[1] ? Number(route.rest[1]) : undefined;
  const [text, setText] = useState("");
  const [failedOnly, setFailedOnly] = useState(false);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  const search = useDeferredValue(text);
  const rows = useMemo(
    () => rowsOf(trace.hops, { text: search.trim(), failedOnly, collapsed }),
    [trace, search, failedOnly, collapsed],
  );
  const pick = (id: number | undefined) => go(linkTo("trace", [trace.id, id]), "replace");
  const hop = trace.hops.find(({ id }) => id === picked);
  const allFolded = collapsed.size > 0;
  return (
    <>
      <Summary trace={trace} />
      <div className="page-actions">
        <input
          className="input trace-filter"
          aria-label="Filter the hops"
          placeholder="Filter: a queue, OrderPlaced, an error"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button
          type="button"
          className="button"
          aria-pressed={failedOnly}
          disabled={trace.summary.failures === 0 && !failedOnly}
          onClick={() => setFailedOnly(!failedOnly)}
        >
          {failedOnly ? "Show all" : "Only the way to failures"}
        </button>
        <button
          type="button"
          className="button"
          onClick={() =>
            setCollapsed(
              allFolded
                ? new Set()
                : new Set(trace.hops.filter(({ depth }) => depth >= 3).map(({ id }) => id)),
            )
          }
        >
          {allFolded ? "Unfold" : "Fold"}
        </button>
        <span className="quiet small number" role="status">
          {rows.length === trace.hops.length ? "" : `${rows.length} of ${plural(trace.hops.length, "hop")}`}
        </span>
      </div>
      <div className="trace-body" data-open={hop ? "" : undefined}>
        {rows.length > 0 ? (
          <Waterfall
            hops={trace.hops}
            rows={rows}
            picked={picked}
            collapsed={collapsed}
            onPick={pick}
            onToggle={(id) => {
              const next = new Set(collapsed);
              if (!next.delete(id)) next.add(id);
              setCollapsed(next);
            }}
          />
        ) : (
          <Empty title="No hop matches">Take a letter off the filter.</Empty>
        )}
        {hop && (
          <HopDetail
            key={hop.id}
            hop={hop}
            traceId={trace.id}
            onClose={() => pick(undefined)}
            onPick={pick}
          />
        )}
      </div>
    </>
  );
};

export const TraceView = ({ id }: { id: string }) => {
  const result = useTrace(id);
  if (result.error instanceof RequestError && result.error.status === 404)
    return (
      <Page title="Trace">
        <Empty title="The journal does not know this id">
          <code>{id}</code> was in no request, payload or execution of this run. The journal begins when the
          local cloud starts and lets go of the oldest hops when it is full.
        </Empty>
      </Page>
    );
  return (
    <Page
      title={result.data?.summary.title ?? "Trace"}
      lead={<CopyableId id={id} full />}
      actions={
        <>
          <a className="button" href={linkTo("traces")}>
            <ArrowLeft aria-hidden="true" /> All traces
          </a>
          <a className="button" href={linkTo("logs", [], { q: id })}>
            <ScrollText aria-hidden="true" /> Logs
          </a>
          <a className="button" href={linkTo("cost", [id])}>
            <CircleDollarSign aria-hidden="true" /> Cost
          </a>
        </>
      }
    >
      <Loaded result={result} what="This trace">
        {(trace) => <TracePage trace={trace} />}
      </Loaded>
    </Page>
  );
};
