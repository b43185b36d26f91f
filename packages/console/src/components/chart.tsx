import { AxisBottom, AxisLeft } from "@visx/axis";
import { GridRows } from "@visx/grid";
import { scaleLinear, scaleTime } from "@visx/scale";
import { Line, LinePath } from "@visx/shape";
import { clockTime, count } from "./format.ts";
import "./chart.css";

type Point = readonly [at: number, value: number];

export interface ChartLine {
  label: string;
  /** Oldest first. */
  points: readonly Point[];
}

/** What its points are drawn in: eight colours, and then dashed. */
const styleOf = (index: number) => ({
  stroke: `var(--area-${(index % 8) + 1})`,
  strokeDasharray: index >= 8 ? "5 3" : undefined,
});

const figure = (value: number) =>
  Math.abs(value) >= 100 ? count(Math.round(value)) : count(Number(value.toFixed(2)));

/** What the lines say, for whoever does not see them. */
const summary = (title: string, lines: readonly ChartLine[]) =>
  [
    title,
    ...lines.map(({ label, points }) => {
      const highest = Math.max(...points.map(([, value]) => value));
      return `${label}: last ${figure(points.at(-1)![1])}, highest ${figure(highest)}`;
    }),
  ].join(". ");

const width = 480;
const margin = { top: 8, right: 8, bottom: 22, left: 44 };

interface Props {
  title: string;
  lines: readonly ChartLine[];
  from: number;
  to: number;
  limit?: { label: string; value: number } | undefined;
  height?: number;
}

/** Lines over time, with a line across for a limit. Those without a value in all that time are only counted. */
export const LineChart = ({ title, lines, from, to, limit, height = 180 }: Props) => {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const silent = lines.length - drawn.length;
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  if (drawn.length === 0)
    return <p className="chart-empty">No values in this time: nothing of it happened.</p>;
  const x = scaleTime({
    domain: [from, to],
    range: [margin.left, width - margin.right],
  });
  const top = Math.max(...values, limit?.value ?? 0) || 1;
  const y = scaleLinear({ domain: [0, top], range: [height - margin.bottom, margin.top], nice: true });
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary(title, drawn)}>
        <GridRows
          scale={y}
          left={margin.left}
          width={width - margin.left - margin.right}
          numTicks={4}
          stroke="var(--line)"
        />
        <AxisLeft
          scale={y}
          left={margin.left}
          numTicks={4}
          hideAxisLine
          hideTicks
          tickFormat={(value) => figure(Number(value))}
          tickClassName="chart-tick"
        />
        <AxisBottom
          scale={x}
          top={height - margin.bottom}
          numTicks={4}
          stroke="var(--line-strong)"
          hideTicks
          tickFormat={(at) => clockTime(Number(at)).slice(0, 5)}
          tickClassName="chart-tick"
        />
        {limit && (
          <Line
            from={{ x: margin.left, y: y(limit.value) }}
            to={{ x: width - margin.right, y: y(limit.value) }}
            stroke="var(--cherry)"
            strokeDasharray="4 4"
          />
        )}
        {drawn.map(({ label, points }, index) => (
          <LinePath<Point>
            key={label}
            data={[...points]}
            x={([at]) => x(at)}
            y={([, value]) => y(value)}
            strokeWidth={2}
            {...styleOf(index)}
          />
        ))}
        {drawn.map(({ label, points }, index) =>
          // A line of one point is not seen.
          points.map(([at, value]) => (
            <circle
              key={`${label} ${at}`}
              cx={x(at)}
              cy={y(value)}
              r={points.length < 12 ? 3 : 1.5}
              fill={styleOf(index).stroke}
            />
          )),
        )}
      </svg>
      <figcaption aria-hidden="true">
        {drawn.map(({ label, points }, index) => (
          <span key={label}>
            <svg viewBox="0 0 16 4" width="16" height="4" aria-hidden="true">
              <line x1="0" x2="16" y1="2" y2="2" strokeWidth="3" {...styleOf(index)} />
            </svg>
            {label} <b>{figure(points.at(-1)![1])}</b>
          </span>
        ))}
        {limit && (
          <span className="chart-limit">
            {limit.label} {figure(limit.value)}
          </span>
        )}
        {silent > 0 && <span className="quiet">{count(silent)} without values</span>}
      </figcaption>
    </figure>
  );
};
