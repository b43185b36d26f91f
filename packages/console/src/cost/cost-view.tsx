import { ArrowLeft } from "lucide-react";
import type { CostReport, CostSum } from "sourdough-local/console-api";
import { useCost } from "../api/use-api.ts";
import { count, dollars, plural } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Empty, Loaded } from "../components/state.tsx";
import { linkTo, useRoute } from "../shell/route.ts";
import { Forms } from "./comparison.tsx";
import { Areas, Hops, Services } from "./cost-tables.tsx";
import "./cost.css";

const million = 1_000_000;

const comparison = ({ usd, lambdaEverywhereUsd }: CostSum): string => {
  const less = 1 - usd / (lambdaEverywhereUsd || 1);
  if (lambdaEverywhereUsd === 0 || Math.abs(less) < 0.01)
    return "A function at every hop would cost about the same.";
  return `${Math.round(Math.abs(less) * 100)} % ${less > 0 ? "less" : "more"} than a function at every hop.`;
};

const Compared = ({ title, sum, times = 1 }: { title: string; sum: CostSum; times?: number }) => {
  const most = Math.max(sum.usd, sum.lambdaEverywhereUsd) || 1;
  const bar = (usd: number, name: string, own: boolean) => (
    <div className="cost-bar" data-own={own ? "" : undefined}>
      <span>{name}</span>
      <span className="cost-track">
        <i style={{ width: `${(100 * usd) / most}%` }} />
      </span>
      <b className="number">{dollars(usd * times)}</b>
    </div>
  );
  return (
    <section className="panel compared">
      <h2>{title}</h2>
      {bar(sum.usd, "As it is built", true)}
      {bar(sum.lambdaEverywhereUsd, "With a Lambda at every hop", false)}
      <p className="small quiet">
        {times > 1 && `One costs ${dollars(sum.usd)}. `}
        {comparison(sum)}
      </p>
    </section>
  );
};

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
          "What this run would cost on AWS, from what was metered at each hop. A journey is what one request that changes something sets off, an order for one. Free tiers are left out."
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
                {report.perJourney && !id && (
                  <Compared title="A million such journeys" sum={report.perJourney} times={million} />
                )}
                {id ? (
                  <Compared title="A million journeys like this" sum={report.total} times={million} />
                ) : (
                  <Compared
                    title={
                      report.journeys > 0
                        ? `This run, with ${plural(report.journeys, "journey")}`
                        : "This run"
                    }
                    sum={report.total}
                  />
                )}
              </div>
              {id && <p className="quiet small">Below, too, amounts are for a million of it.</p>}
              <div className="cost-tables">
                <Services report={report} times={id ? million : 1} />
                <Areas report={report} times={id ? million : 1} />
              </div>
              {report.comparison && (
                <Forms comparison={report.comparison} perMillionUsd={report.perJourney?.perMillionUsd} />
              )}
              <Hops report={report} times={id ? million : 1} />
              <Prices report={report} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
};
