import type { Widget } from "sourdough-local/console-api";
import { AlarmStateChip } from "../alarms/alarm-state.tsx";
import { useLabels } from "../alarms/labels.ts";
import { useAlarms } from "../api/use-api.ts";
import { LineChart } from "../components/chart.tsx";
import { count } from "../components/format.ts";
import { MarkdownText } from "../components/markdown.tsx";
import { linkTo } from "../shell/route.ts";

interface Span {
  from: number;
  to: number;
}

const Numbers = ({ series }: Pick<Widget, "series">) => (
  <dl className="widget-numbers">
    {series.map(({ label, points }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{count(points.reduce((sum, [, value]) => sum + value, 0))}</dd>
      </div>
    ))}
  </dl>
);

const Alarms = ({ names }: { names: readonly string[] }) => {
  const labelOf = useLabels();
  const known = useAlarms().data?.alarms ?? [];
  const firing = known.filter(({ name, state }) => state === "ALARM" && names.includes(name));
  if (firing.length === 0)
    return (
      <p className="quiet">
        <AlarmStateChip state="OK" /> None of {count(names.length)} fires.
      </p>
    );
  return (
    <ul className="widget-alarms">
      {firing.map(({ name, state }) => (
        <li key={name}>
          <a href={linkTo("alarms", [name])}>{labelOf(name)}</a> <AlarmStateChip state={state} />
        </li>
      ))}
    </ul>
  );
};

const Content = ({ widget, span }: { widget: Widget; span: Span }) => {
  const {
    type,
    view = "timeSeries",
    title = "",
    markdown = "",
    series,
    annotations,
    alarms,
    problem,
  } = widget;
  if (problem !== undefined) return <p className="quiet">{problem}</p>;
  if (type === "text") return <MarkdownText text={markdown} />;
  if (type === "alarm") return <Alarms names={alarms} />;
  if (view === "singleValue") return <Numbers series={series} />;
  if (view !== "timeSeries") return <p className="quiet">The console does not draw the view {view}.</p>;
  const [limit] = annotations;
  return (
    <LineChart
      title={title}
      lines={series}
      {...span}
      limit={limit && { label: limit.label ?? "limit", value: limit.value }}
    />
  );
};

/** A widget at its place of the grid, as CloudWatch has it. */
export const WidgetBox = ({ widget, span }: { widget: Widget; span: Span }) => {
  const { type, title, x, y, width, height } = widget;
  return (
    <section
      className={type === "text" ? "widget text" : "widget panel"}
      style={{ gridColumn: `${x + 1} / span ${width}`, gridRow: `${y + 1} / span ${height}` }}
      aria-label={title}
    >
      {title && <h2>{title}</h2>}
      <Content widget={widget} span={span} />
    </section>
  );
};
