import type { TraceSummary } from "sourdough-local/console-api";
import { useTraces } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { Chip } from "../components/chip.tsx";
import { Choices } from "../components/choices.tsx";
import { duration, plural, shortId } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { Timestamp } from "../components/timestamp.tsx";
import { go, linkTo, useRoute } from "../shell/route.ts";
import "./trace.css";

/** What a person calls it: the order it is about, where there is one. */
const nameOf = ({ ids, title, traceId }: TraceSummary) => ids.find((id) => title.includes(id)) ?? traceId;

const Entry = ({ trace }: { trace: TraceSummary }) => (
  <li>
    <a className="row trace-row" href={linkTo("trace", [nameOf(trace)])}>
      <span className="row-top">
        <span className="row-title">{trace.title}</span>
        <Timestamp at={trace.at} />
      </span>
      <span className="row-sub">
        <span className="number">{duration(trace.durationMs)}</span>
        <span className="number">{plural(trace.hops, "hop")}</span>
        {trace.running && <Chip tone="info">running</Chip>}
        {trace.failures > 0 && <Chip tone="bad">{plural(trace.failures, "failure")}</Chip>}
        {trace.areas.map((area) => (
          <AreaChip key={area} area={area} />
        ))}
        {trace.ids.slice(0, 2).map((id) => (
          <code key={id} className="faint">
            {shortId(id)}
          </code>
        ))}
      </span>
    </a>
  </li>
);

type Question = "journeys" | "all" | "failed";

const questionOf = (only: string | null): Question =>
  only === "failed" || only === "all" ? only : "journeys";

export const TracesView = () => {
  const { query } = useRoute();
  const question = questionOf(query.get("only"));
  const failed = question === "failed";
  const result = useTraces(failed);
  return (
    <Page
      title="Traces"
      lead="Everything that began with one request or one message, newest first."
      actions={
        <Choices<Question>
          label="Which traces"
          value={question}
          onChange={(only) => go(linkTo("traces", [], { only: only === "journeys" ? undefined : only }))}
          options={[
            { value: "journeys", label: "What changed something" },
            { value: "all", label: "All" },
            { value: "failed", label: "With failures" },
          ]}
        />
      }
    >
      <Loaded result={result} what="The list of traces">
        {({ traces: all }) => {
          const traces = question === "journeys" ? all.filter(({ reads }) => !reads) : all;
          return traces.length === 0 ? (
            failed ? (
              <Empty title="Nothing failed">Every trace the journal holds went through.</Empty>
            ) : (
              <Empty title="Nothing has happened yet">
                Place an order on the page, or run <code>npm run demo</code>: it appears here as it happens.
              </Empty>
            )
          ) : (
            <ol className="rows panel">
              {traces.map((trace) => (
                <Entry key={trace.traceId} trace={trace} />
              ))}
            </ol>
          );
        }}
      </Loaded>
    </Page>
  );
};
