import type { Hop } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { isRunning } from "../core/services.ts";
import { type Bill, createBill, type Sum, startsJourney, sumOf } from "../metering/bill.ts";
import { comparisonAssumptions } from "../metering/lambda-everywhere.ts";
import { createMeter } from "../metering/meter.ts";
import { pricesAsOf, pricesRegion, type Use, usdOf } from "../metering/price.ts";
import type { CostReport, HopCost } from "./api.ts";
import { consoleSource } from "./map/locate.ts";
import type { Observer } from "./observe.ts";
import type { TraceContext } from "./trace/hops.ts";
import { titleOf } from "./trace/summary.ts";

/** What the run, a journey or a hop would cost on AWS. */
export interface Costs extends Observer {
  total(): CostReport;
  of(hops: readonly Hop[]): CostReport;
  ofHop(hop: Hop): HopCost[];
}

const assumptions: readonly string[] = [
  `List prices of ${pricesRegion}, first tiers, without the free tier; other regions cost up to a fifth more.`,
  "Functions and Express workflows are billed as long as they ran on this machine.",
  "A standard workflow counts a transition for its start, each state entered and each retry.",
  "Not counted: polling of idle queues, data transfer, connection minutes, sign-in, e-mail, text messages, the web page, storage, alarms.",
];

const shown = (use: Use): HopCost => ({
  unit: use.price.label,
  service: use.price.service,
  quantity: use.quantity,
  usd: usdOf(use),
});

export const createCosts = (graph: ResourceGraph, context: TraceContext): Costs => {
  const { journal, locator, services } = context;
  const meter = createMeter(graph, services);
  const newBill = () =>
    createBill({
      meter,
      services,
      payloads: journal.payloads,
      hopOf: journal.hop,
      placeOf: (hop) => {
        const node = locator.nodeOf(hop);
        if (!node) return { name: titleOf(hop, context) };
        return { name: node.name, area: node.area, node: node.id };
      },
    });
  const run = newBill();
  const ofOrders = { usd: 0, lambdaEverywhereUsd: 0 };
  const addToRun = (hop: Hop) => {
    const { usd, lambdaEverywhereUsd } = run.add(hop);
    if (!startsJourney(journal.firstOf(hop.traceId), services)) return;
    ofOrders.usd += usd;
    ofOrders.lambdaEverywhereUsd += lambdaEverywhereUsd;
  };

  const report = (bill: Bill, all?: Sum): CostReport => {
    const { lines, journeys } = bill;
    const usd = lines.reduce((sum, line) => sum + line.usd, 0);
    const lambdaEverywhereUsd = lines.reduce((sum, line) => sum + line.lambdaEverywhereUsd, 0);
    const areas = new Map<string, { usd: number; lambdaEverywhereUsd: number }>();
    for (const line of lines) {
      const sum = areas.get(line.area ?? "") ?? { usd: 0, lambdaEverywhereUsd: 0 };
      sum.usd += line.usd;
      sum.lambdaEverywhereUsd += line.lambdaEverywhereUsd;
      areas.set(line.area ?? "", sum);
    }
    const whole = all ?? { usd, lambdaEverywhereUsd };
    const share = (sum: number) => sum / Math.max(journeys, 1);
    return {
      pricesAsOf,
      region: pricesRegion,
      currency: "USD",
      journeys,
      total: { usd, lambdaEverywhereUsd },
      ...(journeys > 0
        ? {
            perJourney: {
              usd: share(whole.usd),
              lambdaEverywhereUsd: share(whole.lambdaEverywhereUsd),
              perMillionUsd: share(whole.usd) * 1_000_000,
            },
          }
        : {}),
      services: Array.from(bill.services, ([service, sum]) => ({
        service,
        label: service,
        actual: sum,
        lambdaEverywhere: { usd: sum.lambdaEverywhereUsd, lambdaEverywhereUsd: sum.lambdaEverywhereUsd },
      })).sort((a, b) => b.actual.usd - a.actual.usd),
      areas: Array.from(areas, ([area, actual]) => ({ area, actual })).sort(
        (a, b) => b.actual.usd - a.actual.usd,
      ),
      hops: lines
        .map(({ service, action, resource, node, count, units, ...sum }) => ({
          service,
          action,
          resource,
          count,
          units: Array.from(units, ([price, quantity]) => shown({ price, quantity })),
          usd: sum.usd,
          lambdaEverywhereUsd: sum.lambdaEverywhereUsd,
          node,
        }))
        .sort((a, b) => b.usd - a.usd),
      units: Array.from(bill.units, ([price, quantity]) => shown({ price, quantity })).sort(
        (a, b) => b.usd - a.usd,
      ),
      prices: services.all.flatMap(({ prices = [] }) =>
        prices.map(({ label, ...price }) => ({ unit: label, ...price })),
      ),
      assumptions: [...assumptions, ...comparisonAssumptions],
    };
  };

  const countsWhenBegun = (hop: Hop) => services.kindOf(hop).counted === "begun";
  const counts = (hop: Hop) =>
    hop.source !== consoleSource && (countsWhenBegun(hop) || !isRunning(hop, services));

  return {
    begun(hop) {
      // What takes time is counted when it ends; a state is a transition when it is entered.
      if ((hop.durationMs === undefined || countsWhenBegun(hop)) && counts(hop)) addToRun(hop);
    },
    ended(hop) {
      if (!countsWhenBegun(hop) && counts(hop)) addToRun(hop);
    },
    total: () => report(run, ofOrders),
    of(hops) {
      const bill = newBill();
      for (const hop of hops) if (counts(hop)) bill.add(hop);
      return report(bill);
    },
    ofHop(hop) {
      const uses = counts(hop) ? meter(hop, journal.payloads(hop)) : [];
      return sumOf(uses) > 0 ? uses.map(shown) : [];
    },
  };
};
