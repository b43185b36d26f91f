import { useId, useMemo, useState } from "react";
import { Shelf } from "../../drawings/shelf.tsx";
import { useShop } from "../../shop/shop-context.tsx";
import { Chart, type TableColumn } from "../charts/chart.tsx";
import { dayInWords } from "../closings/store-time.ts";
import { count } from "../counts.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import {
  compareDays,
  growth,
  type HourPair,
  hoursShown,
  type Measure,
  summarize,
  together,
} from "./compare.ts";
import { growthText, hourName, measures, weekday } from "./measures.ts";
import { productsSold } from "./products.ts";
import { hourTexts, SalesChart } from "./sales-chart.tsx";
import { StoreTiles } from "./store-tiles.tsx";
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
      list?.map((store) => ({
        ...store,
        pairs: compareDays(store.sales, store.before, { ...store, now }),
      })),
    [list, now],
  );
  const pairs = useMemo(() => stores && together(stores.map((store) => store.pairs)), [stores]);
  const [first] = list ?? [];
  const isQuiet = pairs?.every(({ sold, before }) => sold.orders === 0 && !before?.orders);
  return (
    <Panel
      id="sales"
      name="Sales"
      tone="butter"
      live={live}
      skeleton={4}
      aside={first && dayInWords(first.day)}
      empty={
        isQuiet && first ? (
          <div className="panel-empty">
            <Shelf products={[{ sku: "butter-croissant" }, { sku: "country-loaf" }]} />
            <p>
              Nothing was sold yet, and nothing last {weekday(first.day)}. The first order shows here as it is
              confirmed.
            </p>
          </div>
        ) : undefined
      }
    >
      {stores && pairs && first && <Day stores={stores} pairs={pairs} day={first.day} onStore={onStore} />}
    </Panel>
  );
};

export interface StorePairs extends StoreSales {
  pairs: HourPair[];
}

interface DayProps {
  stores: StorePairs[];
  pairs: HourPair[];
  day: string;
  onStore(storeId: string): void;
}

const Day = ({ stores, pairs, day, onStore }: DayProps) => {
  const [measure, setMeasure] = useState<Measure>("revenueCents");
  const { stores: known } = useShop();
  const shown = hoursShown(pairs);
  const summary = summarize(pairs);
  const dayName = weekday(day);
  const { name, write } = measures[measure];
  const nameOf = (storeId: string) =>
    known.data?.find((store) => store.storeId === storeId)?.name.replace(/^Sourdough /, "") ?? storeId;
  const best = shown.reduce(
    (one, other) => (other.sold[measure] > one.sold[measure] ? other : one),
    shown[0]!,
  );
  const columns: TableColumn<HourPair>[] = [
    { head: "Hour", cell: hourName },
    { head: name, cell: (pair) => hourTexts.now(pair, measure) },
    { head: `Last ${dayName}`, cell: (pair) => hourTexts.before(pair, measure) },
    ...(stores.length > 1
      ? stores.map(
          (store): TableColumn<HourPair> => ({
            head: nameOf(store.storeId),
            cell: ({ key }) => {
              const pair = store.pairs.find((one) => one.key === key);
              return pair ? hourTexts.now(pair, measure) : "no such hour";
            },
          }),
        )
      : []),
  ];
  return (
    <>
      <div className="sales-sums">
        <p className="sum-main">
          <strong>{measures.revenueCents.write(summary.sold.revenueCents)}</strong>
          <Against summary={summary} dayName={dayName} />
        </p>
        <dl className="sum-others">
          <Sum name="orders" value={count(summary.sold.orders)} />
          <Sum name="pieces" value={count(summary.sold.pieces)} />
          <Sum
            name={`all of last ${dayName}`}
            value={measures.revenueCents.write(summary.before.revenueCents)}
          />
        </dl>
      </div>
      <MeasureSwitch chosen={measure} onChoose={setMeasure} />
      <Chart
        name={`${name} by the hour`}
        summary={
          best && best.sold[measure] > 0
            ? `${write(summary.sold[measure])} in all, most of it at ${hourName(best)} with ${write(best.sold[measure])}.`
            : `Nothing sold yet. Last ${dayName} it was ${write(summary.before[measure])}.`
        }
        legend={
          <ul className="chart-legend">
            <li data-sign="now">This day</li>
            <li data-sign="before">Last {dayName}</li>
          </ul>
        }
        columns={columns}
        rows={shown}
        rowKey={({ key }) => key}
      >
        {(width) => <SalesChart pairs={shown} measure={measure} width={width} dayName={dayName} />}
      </Chart>
      {stores.length > 1 && (
        <StoreTiles stores={stores} shown={shown} measure={measure} nameOf={nameOf} onStore={onStore} />
      )}
      <TopProducts products={productsSold(stores)} dayName={dayName} />
    </>
  );
};

const Sum = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** How the day stands against the other one, by the hours that are over on both. */
const Against = ({ summary, dayName }: { summary: ReturnType<typeof summarize>; dayName: string }) => {
  const { over, until } = summary;
  const more = growth(over.sold.revenueCents, over.before.revenueCents);
  if (until === undefined) return <span>The day has not begun to be compared.</span>;
  if (more === undefined)
    return (
      <span>
        Nothing to compare with until {until}:00 last {dayName}.
      </span>
    );
  return (
    <span className="against" data-way={more < 0 ? "down" : "up"}>
      <b>{growthText(more)}</b> {until >= 24 ? "on" : `until ${until}:00, on`} last {dayName}
    </span>
  );
};

const MeasureSwitch = ({ chosen, onChoose }: { chosen: Measure; onChoose(measure: Measure): void }) => {
  const id = useId();
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">Count</legend>
      {(Object.keys(measures) as Measure[]).map((measure) => (
        <label key={measure}>
          <input type="radio" name={id} checked={measure === chosen} onChange={() => onChoose(measure)} />
          <span>{measures[measure].name}</span>
        </label>
      ))}
    </fieldset>
  );
};
