import { scaleBand, scaleLinear } from "@visx/scale";
import { BarRounded } from "@visx/shape";
import { PlaceAxis, ValueAxis } from "../charts/axes.tsx";
import { ChartCursor } from "../charts/cursor.tsx";
import { everyNth, roundTicks } from "../charts/ticks.ts";
import { growth, type HourPair, type Measure } from "./compare.ts";
import { beforeText, hourText, nowText } from "./hour-texts.ts";
import { growthText, hourName, measures } from "./measures.ts";

interface Props {
  pairs: readonly HourPair[];
  measure: Measure;
  width: number;
}

const margin = { top: 10, right: 2, bottom: 28, left: 50 };

/** A bar for each hour, in front of a wider one for the same hour of the week before. */
export const SalesChart = ({ pairs, measure, width }: Props) => {
  const { short, smallestStep } = measures[measure];
  const height = Math.round(Math.min(330, Math.max(230, width * 0.36)));
  const inner = {
    width: Math.max(10, width - margin.left - margin.right),
    height: height - margin.top - margin.bottom,
  };
  const most = Math.max(0, ...pairs.flatMap(({ sold, before }) => [sold[measure], before?.[measure] ?? 0]));
  const ticks = roundTicks(most, 4, smallestStep);
  const y = scaleLinear<number>({
    domain: [0, ticks.at(-1)!],
    range: [margin.top + inner.height, margin.top],
  });
  const x = scaleBand<string>({
    domain: pairs.map(({ key }) => key),
    range: [margin.left, margin.left + inner.width],
    paddingInner: 0.22,
    paddingOuter: 0.1,
  });
  const band = x.bandwidth();
  const step = everyNth(pairs.length, inner.width, 44);
  const named = pairs.filter((_, index) => index % step === 0).map(({ key }) => key);
  const nameOf = new Map(pairs.map((pair) => [pair.key, pair.turn ? "again" : hourName(pair)]));
  const bar = (pair: HourPair, value: number, part: number) => {
    const top = y(value);
    return {
      x: (x(pair.key) ?? 0) + (band * (1 - part)) / 2,
      y: top,
      width: band * part,
      height: Math.max(0, margin.top + inner.height - top),
      radius: Math.min(7, (band * part) / 2, Math.max(0, margin.top + inner.height - top)),
      top: true,
      "data-hour": pair.key,
      "data-value": value,
    };
  };
  const last = pairs.findLastIndex(({ state, sold }) => state !== "ahead" && sold[measure] > 0);
  return (
    <>
      <svg width={width} height={height} aria-hidden="true" className="sales-chart">
        <ValueAxis scale={y} left={margin.left} width={inner.width} ticks={ticks} format={short} />
        {pairs.map((pair) => (
          <g key={pair.key} data-state={pair.state}>
            {pair.before && pair.before[measure] > 0 && (
              <BarRounded className="bar-before" {...bar(pair, pair.before[measure], 1)} />
            )}
            {pair.sold[measure] > 0 && (
              <BarRounded className="bar-now" {...bar(pair, pair.sold[measure], 0.56)} />
            )}
          </g>
        ))}
        <line
          className="chart-base"
          x1={margin.left}
          x2={margin.left + inner.width}
          y1={margin.top + inner.height}
          y2={margin.top + inner.height}
        />
        <PlaceAxis
          scale={x}
          top={margin.top + inner.height}
          left={0}
          ticks={named}
          format={(key) => nameOf.get(key) ?? ""}
        />
      </svg>
      <ChartCursor
        label="Hour"
        count={pairs.length}
        start={Math.max(0, last)}
        left={margin.left}
        width={inner.width}
        height={height - margin.bottom}
        centre={(index) => (x(pairs[index]?.key ?? "") ?? 0) + band / 2 - margin.left}
        text={(index) => hourText(pairs[index]!, measure)}
      >
        {(index) => <Tip pair={pairs[index]!} measure={measure} />}
      </ChartCursor>
    </>
  );
};

const Tip = ({ pair, measure }: { pair: HourPair; measure: Measure }) => {
  const more = pair.state === "over" && pair.before && growth(pair.sold[measure], pair.before[measure]);
  return (
    <>
      <span className="tip-place">{hourName(pair)}</span>
      <strong>{nowText(pair, measure)}</strong>
      <span>a week before {beforeText(pair, measure)}</span>
      {more !== undefined && more !== false && <span className="tip-more">{growthText(more)}</span>}
    </>
  );
};
