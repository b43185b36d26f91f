import type { ExperimentsView } from "@sourdough/events-schema/http";
import { useMemo } from "react";
import { Shelf } from "../../drawings/shelf.tsx";
import { Chart, type TableColumn } from "../charts/chart.tsx";
import { dayInWords } from "../closings/store-time.ts";
import { count } from "../counts.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { IntervalChart } from "./interval-chart.tsx";
import { percentText, pointsText, rangeText } from "./texts.ts";
import { type Experiment, experimentsOf, type Variant, verdictOf } from "./variants.ts";

const columns: TableColumn<Variant>[] = [
  { head: "Variant", cell: ({ variant }) => variant.replaceAll("-", " ") },
  { head: "Shown", cell: ({ exposures }) => count(exposures) },
  { head: "Ordered", cell: ({ conversions }) => count(conversions) },
  { head: "Share", cell: ({ rate }) => (rate ? percentText(rate.value) : "not known yet") },
  { head: "95% interval", cell: ({ rate }) => (rate ? rangeText(rate) : "not known yet") },
];

/** Which way to show the menu brings more orders, and how sure that is. */
export const ExperimentPanel = ({ live }: { live: Live<ExperimentsView> }) => {
  const { list } = live;
  const experiments = useMemo(() => experimentsOf(list?.variants ?? []), [list]);
  return (
    <Panel
      id="experiments"
      name="A/B test"
      tone="bloom"
      live={live}
      skeleton={2}
      empty={
        experiments.length === 0 ? (
          <div className="panel-empty">
            <Shelf products={[{ sku: "cinnamon-roll" }, { sku: "baguette", category: "bread" }]} />
            <p>No visit was part of an experiment yet.</p>
          </div>
        ) : undefined
      }
    >
      {experiments.map((experiment) => (
        <Result key={experiment.experiment} experiment={experiment} />
      ))}
    </Panel>
  );
};

const Result = ({ experiment }: { experiment: Experiment }) => {
  const name = experiment.experiment.replaceAll("-", " ");
  return (
    <div className="experiment" data-experiment={experiment.experiment}>
      <h3>{name}</h3>
      <Words experiment={experiment} />
      <Chart
        name={`Orders of a hundred visits, by ${name}`}
        summary={experiment.variants
          .map(
            ({ variant, rate }) =>
              `${variant}: ${rate ? `${percentText(rate.value)}, ${rangeText(rate)}` : "not known yet"}`,
          )
          .join(". ")}
        columns={columns}
        rows={experiment.variants}
        rowKey={({ variant }) => variant}
      >
        {(width) => <IntervalChart variants={experiment.variants} width={width} />}
      </Chart>
      <p className="experiment-days">
        {dayInWords(experiment.from)} to {dayInWords(experiment.to)}. Of a hundred tests, ninety-five give an
        interval that holds the true share.
      </p>
    </div>
  );
};

const Words = ({ experiment }: { experiment: Experiment }) => {
  const verdict = verdictOf(experiment);
  if (!verdict) return <p className="verdict">It takes two variants that were shown.</p>;
  const { leader, other, ahead, isClear } = verdict;
  const between = `${pointsText(ahead.low)} to ${pointsText(ahead.high)} points`;
  return (
    <p className="verdict" data-clear={isClear || undefined}>
      {isClear ? (
        <>
          <strong>{leader.replaceAll("-", " ")}</strong> brings more orders than {other.replaceAll("-", " ")}:{" "}
          {pointsText(ahead.value)} points ({between}).
        </>
      ) : (
        <>
          <strong>Too close to tell.</strong> {leader.replaceAll("-", " ")} is {pointsText(ahead.value)}{" "}
          points ahead, which may be chance ({between}).
        </>
      )}
    </p>
  );
};
