import type { CostReport, CostSum } from "@sourdough/local-cloud/src/console/api.ts";
import { ArrowLeft } from "lucide-react";
import { useCost } from "../api/use-api.ts";
import { AreaChip } from "../parts/bits.tsx";
import { count, dollars, plural } from "../parts/format.ts";
import { Page } from "../parts/page.tsx";
import { Empty, Loaded } from "../parts/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import "./cost.css";

const Compared = ({ title, sum, perMillion }: { title: string; sum: CostSum; perMillion?: boolean }) => {
  const most = Math.max(sum.usd, sum.lambdaEverywhereUsd) || 1;
  const less = 1 - sum.usd / (sum.lambdaEverywhereUsd || 1);
  const bar = (usd: number, name: string, own: boolean) => (
    <div className="cost-bar" data-own={own ? "" : undefined}>
      <span>{name}</span>
      <span className="cost-track">
        <i style={{ width: `${(100 * usd) / most}%` }} />
      </span>
      <b className="number">{dollars(usd)}</b>
    </div>
  );
  return (
    <section className="panel compared">
      <h2>{title}</h2>
      {bar(sum.usd, "As it is built", true)}
      {bar(sum.lambdaEverywhereUsd, "With a Lambda at every hop", false)}
      <p className="small quiet">
        {sum.lambdaEverywhereUsd > 0 && Math.abs(less) >= 0.01
          ? less > 0
            ? `${Math.round(less * 100)} % less than a function at every hop.`
            : `${Math.round(-less * 100)} % more than a function at every hop.`
          : "A function at every hop would cost about the same."}
        {perMillion && sum.perMillionUsd !== undefined && ` A million orders: ${dollars(sum.perMillionUsd)}.`}
      </p>
    </section>
  );
};

const Services = ({ report }: { report: CostReport }) => {
  const most =
    Math.max(
      ...report.services.flatMap(({ actual, lambdaEverywhere }) => [actual.usd, lambdaEverywhere.usd]),
      0,
    ) || 1;
  return (
    <section className="panel">
      <h2 className="panel-title">By service</h2>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" className="cost-graph">
                <span className="visually-hidden">Compared</span>
              </th>
              <th scope="col" className="right">
                As it is built
              </th>
              <th scope="col" className="right">
                A Lambda at every hop
              </th>
            </tr>
          </thead>
          <tbody>
            {report.services.map(({ service, label, actual, lambdaEverywhere }) => (
              <tr key={service}>
                <td>{label}</td>
                <td className="cost-graph" aria-hidden="true">
                  <i data-own="" style={{ width: `${(100 * actual.usd) / most}%` }} />
                  <i style={{ width: `${(100 * lambdaEverywhere.usd) / most}%` }} />
                </td>
                <td className="right">{dollars(actual.usd)}</td>
                <td className="right">{dollars(lambdaEverywhere.usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

const Areas = ({ report }: { report: CostReport }) => (
  <section className="panel">
    <h2 className="panel-title">By area</h2>
    <table className="table">
      <tbody>
        {report.areas.map(({ area, actual }) => (
          <tr key={area}>
            <td>
              <AreaChip area={area} />
            </td>
            <td className="right">{dollars(actual.usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Hops = ({ report }: { report: CostReport }) => (
  <section className="panel">
    <h2 className="panel-title">By hop, the dearest first</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
    <section className="table-scroll" tabIndex={0} aria-label="Cost by hop">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Hop</th>
            <th scope="col">Resource</th>
            <th scope="col" className="right">
              Times
            </th>
            <th scope="col" className="right">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {report.hops.slice(0, 25).map((hop) => (
            <tr key={`${hop.service} ${hop.action} ${hop.resource}`}>
              <td>
                {hop.service} {hop.action}
              </td>
              <td>{hop.node ? <a href={linkTo("map", [hop.node])}>{hop.resource}</a> : hop.resource}</td>
              <td className="right">{count(hop.count)}</td>
              <td className="right">{dollars(hop.usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
);

const Prices = ({ report }: { report: CostReport }) => (
  <details className="panel prices">
    <summary>
      Prices of {report.pricesAsOf} in {report.region}, and what the comparison takes for granted
    </summary>
    <ul>
      {report.assumptions.map((assumption) => (
        <li key={assumption}>{assumption}</li>
      ))}
    </ul>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
    <section className="table-scroll" tabIndex={0} aria-label="Prices">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Unit</th>
            <th scope="col" className="right">
              Price
            </th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {report.prices.map((price) => (
            <tr key={`${price.service} ${price.unit}`}>
              <td>
                {price.unit}
                {price.note && <div className="small quiet">{price.note}</div>}
              </td>
              <td className="right">
                ${price.usd} / {count(price.per)}
              </td>
              <td>
                <a href={price.source} rel="noreferrer" target="_blank">
                  {price.source.startsWith("http") ? new URL(price.source).hostname : price.source}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </details>
);

export const CostView = () => {
  const { rest } = useRoute();
  const id = rest[0];
  const result = useCost(id);
  return (
    <Page
      title="Cost"
      lead={
        id ? (
          <>
            What the journey of <code>{id}</code> would cost on AWS.
          </>
        ) : (
          "What this run would cost on AWS, from what was metered at each hop. Free tiers are left out."
        )
      }
      actions={
        id && (
          <>
            <a className="button" href={linkTo("trace", [id])}>
              <ArrowLeft aria-hidden="true" /> Its trace
            </a>
            <a className="button" href={linkTo("cost")}>
              The whole run
            </a>
          </>
        )
      }
    >
      <Loaded result={result} what="The bill">
        {(report) =>
          report.hops.length === 0 ? (
            <Empty title="Nothing to pay yet">The bill begins with the first message.</Empty>
          ) : (
            <>
              <div className="cost-heads">
                {report.perOrder && !id && (
                  <Compared
                    title={`An order, over ${plural(report.orders, "order")}`}
                    sum={report.perOrder}
                    perMillion
                  />
                )}
                <Compared
                  title={id ? "This journey" : "This run"}
                  sum={report.total}
                  perMillion={Boolean(id)}
                />
              </div>
              <div className="cost-tables">
                <Services report={report} />
                <Areas report={report} />
              </div>
              <Hops report={report} />
              <Prices report={report} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
};
