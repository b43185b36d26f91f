import type { DemandView } from "@sourdough/events-schema/http";
import { useMemo } from "react";
import { ProductDrawing } from "../../drawings/product-drawing.tsx";
import { Shelf } from "../../drawings/shelf.tsx";
import { useShop } from "../../shop/shop-context.tsx";
import { Chart, type TableColumn } from "../charts/chart.tsx";
import { count } from "../counts.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { DemandChart } from "./demand-chart.tsx";
import { type WantedMinute, wantedByMinute, wantedProducts } from "./minutes.ts";

interface Props {
  live: Live<DemandView[]>;
  now: number;
  timeZone: string | undefined;
}

const shownFirst = 7;

/** What people look at and put into baskets in this hour. */
export const DemandPanel = ({ live, now, timeZone }: Props) => {
  const { product } = useShop();
  const { list } = live;
  const minutes = useMemo(() => wantedByMinute(list ?? [], now), [list, now]);
  const products = useMemo(() => wantedProducts(list ?? [], now), [list, now]);
  const format = useMemo(
    () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }),
    [timeZone],
  );
  const clock = (at: number) => format.format(at);
  const viewed = minutes.reduce((sum, { wanted }) => sum + (wanted?.viewed ?? 0), 0);
  const added = minutes.reduce((sum, { wanted }) => sum + (wanted?.added ?? 0), 0);
  const columns: TableColumn<WantedMinute>[] = [
    { head: "Minute", cell: ({ at }) => clock(at) },
    { head: "Looked at", cell: ({ wanted }) => (wanted ? count(wanted.viewed) : "not counted yet") },
    { head: "Put into a basket", cell: ({ wanted }) => (wanted ? count(wanted.added) : "not counted yet") },
  ];
  return (
    <Panel
      id="demand"
      name="Demand now"
      tone="sky"
      live={live}
      skeleton={3}
      aside="last hour"
      empty={
        viewed + added === 0 ? (
          <div className="panel-empty">
            <Shelf products={[{ sku: "pretzel" }, { sku: "cinnamon-roll" }]} />
            <p>Nobody has looked at anything for an hour. Who does is counted here, minute by minute.</p>
          </div>
        ) : undefined
      }
    >
      <p className="sum-main">
        <strong>{count(viewed)}</strong>
        <span>looked at, {count(added)} put into a basket</span>
      </p>
      <Chart
        name="Demand by the minute"
        summary={`In the last hour ${count(viewed)} products were looked at, and ${count(added)} put into a basket.`}
        legend={
          <ul className="chart-legend">
            <li data-sign="viewed">Looked at</li>
            <li data-sign="added">Put into a basket</li>
          </ul>
        }
        columns={columns}
        rows={minutes}
        rowKey={({ at }) => at}
      >
        {(width) => <DemandChart minutes={minutes} width={width} clock={clock} />}
      </Chart>
      <div className="ranking">
        <h3>Wanted most</h3>
        <ol>
          {products.slice(0, shownFirst).map(({ sku, viewed: looks, added: puts }) => (
            <li key={sku} data-category={product(sku)?.category} data-sku={sku}>
              <ProductDrawing sku={sku} category={product(sku)?.category} />
              <span className="ranking-name">{product(sku)?.name ?? sku}</span>
              <span className="ranking-value">
                {count(puts)} in baskets
                <small>{count(looks)} looked</small>
              </span>
              <span className="ranking-bar" aria-hidden="true">
                <i style={{ width: `${(puts / Math.max(1, products[0]!.added)) * 100}%` }} />
              </span>
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
};
