import { useMemo, useState } from "react";
import { Shelf } from "../../drawings/shelf.tsx";
import { Chart, type TableColumn } from "../charts/chart.tsx";
import { dayInWords } from "../closings/store-time.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { useStoreName } from "../view/use-store-name.ts";
import { compareDays, type HourPair, hoursShown, type Measure, summarize, together } from "./compare.ts";
import { DaySums } from "./day-sums.tsx";
import { beforeText, nowText } from "./hour-texts.ts";
import { MeasureSwitch } from "./measure-switch.tsx";
import { hourName, measures } from "./measures.ts";
import { productsSold } from "./products.ts";
import { SalesChart } from "./sales-chart.tsx";
import { type StorePairs, StoreTiles } from "./store-tiles.tsx";
import { TopProducts } from "./top-products.tsx";
import type { StoreSales } from "./watch-sales.ts";

interface Props {
  live: Live<StoreSales[]>;
  now: number;
  onStore(storeId: string): void;
}

/** What a day brings, hour by hour, beside the same day of the week before. */
export const SalesPanel = ({ live, now, onStore }: Props) => {
  const { list } = live;
  const stores = useMemo(
    () =>
      list?.map((store) => ({ ...store, pairs: compareDays(store.sales, store.before, { ...store, now }) })),
    [list, now],
  );
  const pairs = useMemo(() => together(stores?.map((store) => store.pairs) ?? []), [stores]);
  const [first] = list ?? [];
  const isQuiet = pairs.every(({ sold, before }) => sold.orders === 0 && !before?.orders);
  return (
    <Panel
      id="sales"
      name="Sales"
      tone="butter"
      live={live}
      skeleton={4}
      aside={first && dayInWords(first.day)}
      empty={
        isQuiet ? (
          <div className="panel-empty">
            <Shelf products={[{ sku: "butter-croissant" }, { sku: "country-loaf" }]} />
            <p>
              Nothing was sold on this day, nor a week before. The first order shows here as it is confirmed.
            </p>
          </div>
        ) : undefined
      }
    >
      {stores && first && <Day stores={stores} pairs={pairs} first={first} onStore={onStore} />}
    </Panel>
  );
};

interface DayProps {
  stores: StorePairs[];
  pairs: HourPair[];
  first: StoreSales;
  onStore(storeId: string): void;
}

const Day = ({ stores, pairs, first, onStore }: DayProps) => {
  const [measure, setMeasure] = useState<Measure>("revenueCents");
  const nameOf = useStoreName();
  const shown = hoursShown(pairs);
  const summary = summarize(pairs);
  const isOver = pairs.every(({ state }) => state === "over" || state === "missing");
  const { name, write } = measures[measure];
  const best = shown.reduce(
    (one, other) => (other.sold[measure] > one.sold[measure] ? other : one),
    shown[0]!,
  );
  const ofStore = ({ storeId, pairs: own }: StorePairs): TableColumn<HourPair> => ({
    head: nameOf(storeId),
    cell: ({ key }) => {
      const pair = own.find((one) => one.key === key);
      return pair ? nowText(pair, measure) : "no such hour";
    },
  });
  const columns: TableColumn<HourPair>[] = [
    { head: "Hour", cell: hourName },
    { head: name, cell: (pair) => nowText(pair, measure) },
    { head: "A week before", cell: (pair) => beforeText(pair, measure) },
    ...(stores.length > 1 ? stores.map(ofStore) : []),
  ];
  return (
    <>
      <DaySums summary={summary} isOver={isOver} />
      <MeasureSwitch chosen={measure} onChoose={setMeasure} />
      <Chart
        name={`${name} by the hour`}
        summary={
          best.sold[measure] > 0
            ? `${write(summary.sold[measure])} in all, most of it at ${hourName(best)}: ${write(best.sold[measure])}.`
            : `Nothing yet. A week before it was ${write(summary.before[measure])} in all.`
        }
        legend={
          <ul className="chart-legend">
            <li data-sign="now">{dayInWords(first.day)}</li>
            <li data-sign="before">{dayInWords(first.dayBefore)}</li>
          </ul>
        }
        columns={columns}
        rows={shown}
        rowKey={({ key }) => key}
      >
        {(width) => <SalesChart pairs={shown} measure={measure} width={width} />}
      </Chart>
      {stores.length > 1 && (
        <StoreTiles stores={stores} shown={shown} measure={measure} nameOf={nameOf} onStore={onStore} />
      )}
      <TopProducts products={productsSold(stores)} />
    </>
  );
};
