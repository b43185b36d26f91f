import type { Widget } from "sourdough-local/console-api";
import { AlarmStateChip } from "../alarms/alarm-state.tsx";
import { LineChart } from "../components/chart.tsx";
import { count } from "../components/format.ts";
import { MarkdownText } from "../components/markdown.tsx";
import { linkTo } from "../shell/route.ts";

const Content = ({ widget }: { widget: Widget }) => {
  switch (widget.type) {
    case "metric":
      return <LineChart title={widget.title} lines={widget.lines} limit={widget.limit} />;
    case "numbers":
      return (
        <dl className="widget-numbers">
          {widget.numbers.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value === undefined ? "none" : count(Number(value.toFixed(2)))}</dd>
            </div>
          ))}
        </dl>
      );
    case "alarm": {
      const firing = widget.alarms.filter(({ state }) => state === "ALARM");
      if (firing.length === 0)
        return (
          <p className="quiet">
            <AlarmStateChip state="OK" /> None of {count(widget.alarms.length)} fires.
          </p>
        );
      return (
        <ul className="widget-alarms">
          {firing.map(({ name, label, state }) => (
            <li key={name}>
              <a href={linkTo("alarms", [name])}>{label}</a> <AlarmStateChip state={state} />
            </li>
          ))}
        </ul>
      );
    }
    case "text":
      return <MarkdownText text={widget.markdown} />;
    case "undrawn":
      return <p className="quiet">{widget.why}</p>;
  }
};

/** A widget at its place of the grid, as CloudWatch has it. */
export const WidgetBox = ({ widget }: { widget: Widget }) => {
  const { x, y, width, height } = widget;
  const title = widget.type === "text" ? undefined : widget.title;
  return (
    <section
      className={widget.type === "text" ? "widget text" : "widget panel"}
      style={{ gridColumn: `${x + 1} / span ${width}`, gridRow: `${y + 1} / span ${height}` }}
      aria-label={title}
    >
      {title && <h3>{title}</h3>}
      <Content widget={widget} />
    </section>
  );
};
