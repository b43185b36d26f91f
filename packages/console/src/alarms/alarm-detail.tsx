import type { Alarm, AlarmDetail as Detail } from "sourdough-local/console-api";
import { useAlarm, useAlarmHistory } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { breakable } from "../components/breakable.tsx";
import { LineChart } from "../components/chart.tsx";
import { duration, fullTime } from "../components/format.ts";
import { MarkdownText } from "../components/markdown.tsx";
import { Loaded } from "../components/state.tsx";
import { linkTo } from "../shell/route.ts";
import { AlarmStateChip } from "./alarm-state.tsx";

const Watched = ({ label, watched }: { label: string; watched: NonNullable<Detail["watched"]> }) => {
  const { period, threshold, from, to, points } = watched;
  return (
    <section className="panel alarm-part" aria-label="What it watches">
      <h3>What it watches, each {duration(period * 1000)}</h3>
      <LineChart
        title={label}
        lines={[{ label: "value", points }]}
        from={from}
        to={to}
        limit={threshold === undefined ? undefined : { label: "well up to", value: threshold }}
      />
    </section>
  );
};

const Runbook = ({ runbook, link }: Pick<Detail, "runbook" | "link">) => {
  if (runbook)
    return (
      <section className="panel alarm-part" aria-label="Runbook">
        <MarkdownText text={runbook.markdown} />
        <p className="quiet">{runbook.path}</p>
      </section>
    );
  return link === undefined ? null : (
    <p>
      <a href={link} target="_blank" rel="noreferrer">
        Runbook
      </a>
    </p>
  );
};

const History = ({ name }: { name: string }) => (
  <Loaded result={useAlarmHistory(name)} what="The history">
    {({ items }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <section className="panel table-scroll" tabIndex={0} aria-label="History">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ at, kind, summary }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two things may happen in one millisecond
              <tr key={`${at} ${kind} ${index}`}>
                <td className="number">{fullTime(at)}</td>
                <td>{summary}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </Loaded>
);

/** The alarm of the list, and what there is to see of it besides. */
export const AlarmDetail = ({ alarm, label }: { alarm: Alarm; label: string }) => {
  const { name, state, since, reason, description, node, area, condition } = alarm;
  const result = useAlarm(name);
  const link = result.data?.link;
  return (
    <article className="alarm-detail">
      <header className="page-head">
        <div>
          <h2>{breakable(label)}</h2>
          <div className="row-sub">
            <AlarmStateChip state={state} />
            <span>
              since <time dateTime={new Date(since).toISOString()}>{fullTime(since)}</time>
            </span>
            <AreaChip area={area} />
            {node && <a href={linkTo("map", [node])}>On the map</a>}
          </div>
        </div>
      </header>
      {description && (
        <p className="alarm-description">{link ? description.replace(link, "").trim() : description}</p>
      )}
      <p className="quiet">{reason}</p>
      <p className="alarm-condition">
        <code>{condition}</code>
      </p>
      <Loaded result={result} what="The alarm">
        {({ watched, runbook }) => (
          <>
            {watched && <Watched label={label} watched={watched} />}
            <Runbook runbook={runbook} link={link} />
          </>
        )}
      </Loaded>
      <History name={name} />
    </article>
  );
};
