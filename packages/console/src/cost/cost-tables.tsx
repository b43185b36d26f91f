import type { ReactNode } from "react";
import type { CostReport, CostSum } from "sourdough-local/console-api";
import { AreaChip } from "../components/area-chip.tsx";
import { count, evenDollars } from "../components/format.ts";
import { linkTo } from "../shell/route.ts";

interface Props {
  report: CostReport;
  /** What amounts are multiplied by: one journey is too cheap to be read. */
  times: number;
}

const Two = ({ sum, money, times }: { sum: CostSum; money: (usd: number) => string; times: number }) => (
  <>
    <td className="right">{money(sum.usd * times)}</td>
    <td className="right quiet">{money(sum.lambdaEverywhereUsd * times)}</td>
  </>
);

const TwoHeads = () => (
  <>
    <th scope="col" className="right">
      As it is built
    </th>
    <th scope="col" className="right">
      A Lambda at every hop
    </th>
  </>
);

/** A table that may be wider than its page. */
export const Scrolling = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section className="table-scroll" tabIndex={0} aria-label={label}>
    <table className="table">{children}</table>
  </section>
);

const moneyFor = (sums: readonly CostSum[], times: number) =>
  evenDollars(sums.flatMap(({ usd, lambdaEverywhereUsd }) => [usd * times, lambdaEverywhereUsd * times]));

export const Services = ({ report, times }: Props) => {
  const sums = report.services.map(({ actual, lambdaEverywhere }) => ({
    usd: actual.usd,
    lambdaEverywhereUsd: lambdaEverywhere.usd,
  }));
  const most = Math.max(...sums.flatMap(({ usd, lambdaEverywhereUsd }) => [usd, lambdaEverywhereUsd])) || 1;
  const money = moneyFor(sums, times);
  return (
    <section className="panel">
      <h2 className="panel-title">By AWS service</h2>
      <Scrolling label="Cost by AWS service">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" className="cost-graph">
              <span className="visually-hidden">Compared</span>
            </th>
            <TwoHeads />
          </tr>
        </thead>
        <tbody>
          {report.services.map(({ service, label }, index) => {
            const sum = sums[index]!;
            return (
              <tr key={service}>
                <td>{label}</td>
                <td className="cost-graph" aria-hidden="true">
                  <i data-own="" style={{ width: `${(100 * sum.usd) / most}%` }} />
                  <i style={{ width: `${(100 * sum.lambdaEverywhereUsd) / most}%` }} />
                </td>
                <Two sum={sum} money={money} times={times} />
              </tr>
            );
          })}
        </tbody>
      </Scrolling>
    </section>
  );
};

export const Areas = ({ report, times }: Props) => {
  const money = moneyFor(
    report.areas.map(({ actual }) => actual),
    times,
  );
  return (
    <section className="panel">
      <h2 className="panel-title">By service of ours</h2>
      <Scrolling label="Cost by service of ours">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <TwoHeads />
          </tr>
        </thead>
        <tbody>
          {report.areas.map(({ area, actual }) => (
            <tr key={area}>
              <td>{area ? <AreaChip area={area} /> : <span className="quiet">elsewhere</span>}</td>
              <Two sum={actual} money={money} times={times} />
            </tr>
          ))}
        </tbody>
      </Scrolling>
    </section>
  );
};

const shownHops = 25;

export const Hops = ({ report, times }: Props) => {
  const hops = report.hops.slice(0, shownHops);
  const money = moneyFor(hops, times);
  return (
    <section className="panel">
      <h2 className="panel-title">By hop, the dearest first</h2>
      <Scrolling label="Cost by hop">
        <thead>
          <tr>
            <th scope="col">Hop</th>
            <th scope="col">Resource</th>
            <th scope="col" className="right">
              Times
            </th>
            <TwoHeads />
          </tr>
        </thead>
        <tbody>
          {hops.map((hop) => (
            <tr key={`${hop.service} ${hop.action} ${hop.resource}`}>
              <td>
                {hop.service} {hop.action}
              </td>
              <td>{hop.node ? <a href={linkTo("map", [hop.node])}>{hop.resource}</a> : hop.resource}</td>
              <td className="right">{count(hop.count)}</td>
              <Two sum={hop} money={money} times={times} />
            </tr>
          ))}
        </tbody>
      </Scrolling>
      {report.hops.length > hops.length && (
        <p className="small quiet more-hops">
          And {count(report.hops.length - hops.length)} kinds of hop that cost less.
        </p>
      )}
    </section>
  );
};
