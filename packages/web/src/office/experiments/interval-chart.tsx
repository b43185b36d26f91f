import { scaleBand, scaleLinear } from "@visx/scale";
import { PlaceAxis } from "../charts/axes.tsx";
import { ChartCursor } from "../charts/cursor.tsx";
import { percentText, rangeText } from "./texts.ts";
import type { Variant } from "./variants.ts";

interface Props {
  variants: readonly Variant[];
  width: number;
}

const margin = { top: 4, right: 14, bottom: 28, left: 10 };
const rowHeight = 56;

/** Each variant's share as a dot, on a line as long as what it may be. */
export const IntervalChart = ({ variants, width }: Props) => {
  const known = variants.flatMap(({ variant, rate }) => (rate ? { variant, rate } : []));
  const height = margin.top + margin.bottom + rowHeight * variants.length;
  const inner = Math.max(10, width - margin.left - margin.right);
  const low = Math.min(...known.map(({ rate }) => rate.low));
  const high = Math.max(...known.map(({ rate }) => rate.high));
  const room = Math.max(0.005, (high - low) * 0.08);
  const x = scaleLinear<number>({
    domain: known.length > 0 ? [Math.max(0, low - room), Math.min(1, high + room)] : [0, 1],
    range: [margin.left, margin.left + inner],
  });
  const y = scaleBand<string>({
    domain: variants.map(({ variant }) => variant),
    range: [margin.top, height - margin.bottom],
  });
  const middle = (variant: string) => (y(variant) ?? 0) + rowHeight * 0.66;
  const ticks = x.ticks(width < 360 ? 3 : 5);
  return (
    <>
      <svg width={width} height={height} aria-hidden="true" className="interval-chart">
        {ticks.map((tick) => (
          <line
            key={tick}
            className="chart-grid"
            x1={x(tick)}
            x2={x(tick)}
            y1={margin.top}
            y2={height - margin.bottom}
          />
        ))}
        {variants.map(({ variant, rate }, index) => (
          <g key={variant} data-variant={index}>
            <text className="chart-label interval-name" x={margin.left} y={(y(variant) ?? 0) + 20}>
              {variant.replaceAll("-", " ")}
            </text>
            {rate && (
              <>
                <line
                  className="interval-line"
                  x1={x(rate.low)}
                  x2={x(rate.high)}
                  y1={middle(variant)}
                  y2={middle(variant)}
                />
                <circle
                  className="interval-dot"
                  cx={x(rate.value)}
                  cy={middle(variant)}
                  r="8"
                  data-value={rate.value}
                  data-low={rate.low}
                  data-high={rate.high}
                />
              </>
            )}
          </g>
        ))}
        <PlaceAxis
          scale={x}
          top={height - margin.bottom}
          left={0}
          ticks={ticks}
          format={(value) => percentText(Number(value))}
        />
      </svg>
      {known.length > 0 && (
        <ChartCursor
          label="Variant"
          count={known.length}
          start={0}
          left={margin.left}
          width={inner}
          height={height - margin.bottom}
          centre={(index) => x(known[index]!.rate.value) - margin.left}
          text={(index) => `${known[index]!.variant}: ${rangeText(known[index]!.rate)}`}
        >
          {(index) => (
            <>
              <span className="tip-place">{known[index]!.variant.replaceAll("-", " ")}</span>
              <strong>{percentText(known[index]!.rate.value)}</strong>
              <span>{rangeText(known[index]!.rate)}</span>
            </>
          )}
        </ChartCursor>
      )}
    </>
  );
};
