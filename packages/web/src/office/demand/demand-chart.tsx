import { scaleLinear } from "@visx/scale";
import { AreaClosed, LinePath } from "@visx/shape";
import { PlaceAxis, ValueAxis } from "../charts/axes.tsx";
import { ChartCursor } from "../charts/cursor.tsx";
import { roundTicks } from "../charts/ticks.ts";
import { counted } from "../counts.ts";
import type { Wanted, WantedMinute } from "./minutes.ts";

interface Props {
  minutes: readonly WantedMinute[];
  width: number;
  clock(at: number): string;
}

const margin = { top: 10, right: 8, bottom: 28, left: 34 };
const height = 210;

/** Two lines over the last hour; a minute that is not counted yet breaks them off. */
export const DemandChart = ({ minutes, width, clock }: Props) => {
  const inner = {
    width: Math.max(10, width - margin.left - margin.right),
    height: height - margin.top - margin.bottom,
  };
  const ticks = roundTicks(Math.max(0, ...minutes.map(({ wanted }) => wanted?.viewed ?? 0)), 3);
  const y = scaleLinear<number>({
    domain: [0, ticks.at(-1)!],
    range: [margin.top + inner.height, margin.top],
  });
  const x = scaleLinear<number>({
    domain: [0, Math.max(1, minutes.length - 1)],
    range: [margin.left, margin.left + inner.width],
  });
  const known = minutes.flatMap(({ wanted }, index) => (wanted ? { index, wanted } : []));
  const line = (of: keyof Wanted) => ({
    data: known,
    x: ({ index }: (typeof known)[number]) => x(index),
    y: ({ wanted }: (typeof known)[number]) => y(wanted[of]),
    "data-values": known.map(({ wanted }) => wanted[of]).join(" "),
  });
  const step = width < 420 ? 20 : 10;
  const places = minutes.flatMap(({ at }, index) => (new Date(at).getUTCMinutes() % step === 0 ? index : []));
  const last = known.at(-1);
  return (
    <>
      <svg width={width} height={height} aria-hidden="true" className="demand-chart">
        <ValueAxis scale={y} left={margin.left} width={inner.width} ticks={ticks} format={String} />
        <AreaClosed {...line("viewed")} yScale={y} className="area-viewed" stroke="none" />
        <LinePath {...line("viewed")} className="line-viewed" />
        <LinePath {...line("added")} className="line-added" />
        {last && (
          <>
            <circle className="dot-viewed" cx={x(last.index)} cy={y(last.wanted.viewed)} r="5" />
            <circle className="dot-added" cx={x(last.index)} cy={y(last.wanted.added)} r="5" />
          </>
        )}
        <PlaceAxis
          scale={x}
          top={margin.top + inner.height}
          left={0}
          ticks={places}
          format={(index) => clock(minutes[Number(index)]!.at)}
        />
      </svg>
      <ChartCursor
        label="Minute"
        count={minutes.length}
        start={last?.index ?? 0}
        left={margin.left}
        width={inner.width}
        height={height - margin.bottom}
        centre={(index) => x(index) - margin.left}
        text={(index) => `${clock(minutes[index]!.at)}: ${wantedText(minutes[index]!)}`}
      >
        {(index) => (
          <>
            <span className="tip-place">{clock(minutes[index]!.at)}</span>
            <strong>
              {minutes[index]!.wanted ? `${minutes[index]!.wanted.viewed} looked at` : "not counted yet"}
            </strong>
            {minutes[index]!.wanted && <span>{minutes[index]!.wanted.added} put into a basket</span>}
          </>
        )}
      </ChartCursor>
    </>
  );
};

const wantedText = ({ wanted }: WantedMinute) =>
  wanted
    ? `${counted(wanted.viewed, "product")} looked at, ${wanted.added} put into a basket`
    : "not counted yet";
