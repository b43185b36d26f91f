import { AxisBottom, AxisLeft, type AxisScale } from "@visx/axis";
import { GridRows } from "@visx/grid";
import type { scaleLinear } from "@visx/scale";

type ValueScale = ReturnType<typeof scaleLinear<number>>;

/** Labels take their looks from the style sheet: without these visx writes its own. */
const label = (anchor: "middle" | "end", moved: object) => () => ({
  className: "chart-label",
  textAnchor: anchor,
  fontFamily: undefined,
  fontSize: undefined,
  fill: undefined,
  ...moved,
});

interface ValuesProps {
  scale: ValueScale;
  left: number;
  width: number;
  ticks: readonly number[];
  format(value: number): string;
}

/** Lines across at round values, each named on the left. */
export const ValueAxis = ({ scale, left, width, ticks, format }: ValuesProps) => (
  <>
    <GridRows
      scale={scale}
      left={left}
      width={width}
      tickValues={[...ticks]}
      stroke=""
      className="chart-grid"
    />
    <AxisLeft
      scale={scale}
      left={left}
      tickValues={[...ticks]}
      tickFormat={(value) => format(Number(value))}
      hideAxisLine
      hideTicks
      tickLength={4}
      tickLabelProps={label("end", { dy: "0.32em" })}
    />
  </>
);

interface PlacesProps<Scale extends AxisScale> {
  scale: Scale;
  top: number;
  left: number;
  ticks: Parameters<Scale>[0][];
  format(value: Parameters<Scale>[0]): string;
}

/** Names of some places along the bottom. */
export const PlaceAxis = <Scale extends AxisScale>({
  scale,
  top,
  left,
  ticks,
  format,
}: PlacesProps<Scale>) => (
  <AxisBottom
    scale={scale}
    top={top}
    left={left}
    tickValues={ticks as never}
    tickFormat={(value) => format(value as Parameters<Scale>[0])}
    hideAxisLine
    hideTicks
    tickLength={6}
    tickLabelProps={label("middle", { dy: "0.5em" })}
  />
);
