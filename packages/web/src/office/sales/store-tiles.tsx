import { scaleBand, scaleLinear } from "@visx/scale";
import { BarRounded } from "@visx/shape";
import { useWidth } from "../charts/use-width.ts";
import { growth, type HourPair, type Measure, summarize } from "./compare.ts";
import { growthText, measures, wayOf } from "./measures.ts";
import type { StoreSales } from "./watch-sales.ts";

export interface StorePairs extends StoreSales {
  pairs: HourPair[];
}

interface Props {
  stores: readonly StorePairs[];
  shown: readonly HourPair[];
  measure: Measure;
  nameOf(storeId: string): string;
  onStore(storeId: string): void;
}

/** Each store's day in small, on one scale; pressed, it is looked at alone. */
export const StoreTiles = ({ stores, shown, measure, nameOf, onStore }: Props) => {
  const keys = shown.map(({ key }) => key);
  const most = Math.max(
    1,
    ...stores.flatMap(({ pairs }) =>
      pairs.flatMap(({ sold, before }) => [sold[measure], before?.[measure] ?? 0]),
    ),
  );
  return (
    <ul className="store-tiles" aria-label="By store">
      {stores.map(({ storeId, pairs }) => {
        const { sold, over } = summarize(pairs);
        const more = growth(over.sold[measure], over.before[measure]);
        return (
          <li key={storeId}>
            <button type="button" data-store={storeId} onClick={() => onStore(storeId)}>
              <span className="tile-name">{nameOf(storeId)}</span>
              <strong>{measures[measure].write(sold[measure])}</strong>
              <span className="tile-more" data-way={more === undefined ? "level" : wayOf(more)}>
                {more === undefined ? "nothing to compare" : growthText(more)}
              </span>
              <Bars pairs={pairs.filter(({ key }) => keys.includes(key))} measure={measure} most={most} />
            </button>
          </li>
        );
      })}
    </ul>
  );
};

const height = 44;

const Bars = ({ pairs, measure, most }: { pairs: readonly HourPair[]; measure: Measure; most: number }) => {
  const { ref, width } = useWidth();
  const x = scaleBand<string>({ domain: pairs.map(({ key }) => key), range: [0, width], paddingInner: 0.24 });
  const y = scaleLinear<number>({ domain: [0, most], range: [height, 0] });
  const bar = (pair: HourPair, value: number, part: number) => ({
    x: (x(pair.key) ?? 0) + (x.bandwidth() * (1 - part)) / 2,
    y: y(value),
    width: x.bandwidth() * part,
    height: height - y(value),
    radius: 2.5,
    top: true,
  });
  return (
    <span ref={ref} className="tile-bars">
      <svg width={width} height={height} aria-hidden="true">
        {pairs.map((pair) => (
          <g key={pair.key} data-state={pair.state}>
            {pair.before && <BarRounded className="bar-before" {...bar(pair, pair.before[measure], 1)} />}
            {pair.sold[measure] > 0 && (
              <BarRounded className="bar-now" {...bar(pair, pair.sold[measure], 0.56)} />
            )}
          </g>
        ))}
      </svg>
    </span>
  );
};
