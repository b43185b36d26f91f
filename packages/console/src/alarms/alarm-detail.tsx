import type { AlarmDetail as Alarm } from "sourdough-local/console-api";
import { useAlarm } from "../api/use-api.ts";
import { AreaChip } from "../components/area-chip.tsx";
import { breakable } from "../components/breakable.tsx";
import { LineChart } from "../components/chart.tsx";
import { duration, fullTime } from "../components/format.ts";
import { MarkdownText } from "../components/markdown.tsx";
import { Loaded } from "../components/state.tsx";
import { linkTo } from "../shell/route.ts";
import { AlarmStateChip } from "./alarm-state.tsx";

const Watched = ({ label, watched }: { label: string; watched: NonNullable<Alarm["watched"]> }) => {
  const { periodSeconds, threshold, points } = watched;
  return (
    <section className="panel alarm-part" aria-label="What it watches">
      <h3>What it watches, per {duration(periodSeconds * 1000)}</h3>
      <LineChart
        title={label}
        lines={[{ label: "value", points }]}
        limit={threshold === undefined ? undefined : { label: "well up to", value: threshold }}
      />
    </section>
  );
};

const History = ({ history }: Pick<Alarm, "history">) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section className="table-scroll" tabIndex={0} aria-label="History">
    <table className="table">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        {history.map(({ at, type, summary }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two things may happen in one millisecond
          <tr key={`${at} ${index}`}>
            <td className="number">{fullTime(at)}</td>
            <td>
              {summary}
              <span className="row-sub">{type}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Shown = ({ alarm }: { alarm: Alarm }) => {
  const { label, state, since, reason, description, node, area, rule, watched, history, runbook, link } = alarm;
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
      {description && <p className="alarm-description">{link ? description.replace(link, "").trim() : description}</p>}
      <p className="quiet">{reason}</p>
      {rule && (
        <p>
          <code>{rule}</code>
        </p>
      )}
      {watched && <Watched label={label} watched={watched} />}
      {runbook ? (
        <section className="panel alarm-part" aria-label="Runbook">
          <MarkdownText text={runbook.text} />
          <p className="quiet">{runbook.path}</p>
        </section>
      ) : (
        link && (
          <a href={link} target="_blank" rel="noreferrer">
            Runbook
          </a>
        )
      )}
      <History history={history} />
    </article>
  );
};

export const AlarmDetail = ({ name }: { name: string }) => (
  <Loaded result={useAlarm(name)} what="The alarm">
    {(alarm) => <Shown alarm={alarm} />}
  </Loaded>
);
