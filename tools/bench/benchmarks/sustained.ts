import { closedLoop } from "../load.ts";
import { percentile } from "../statistics.ts";
import { auditFigures, type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const candidates = [8, 16, 32, 64];
const probeMs = 4_000;
const runMs = 20_000;

/** The highest steady rate at which every order is confirmed, settled and announced, without a backlog that grows. */
export const sustained: Benchmark = (bench) =>
  inShop("sustained", bench, async (shop, cloud) => {
    const benchmark = "sustained";
    const { placed } = await oneAtATime(shop, warmUpOrders);
    let best = { inFlight: 0, perSecond: 0 };
    for (const inFlight of candidates) {
      const run = await closedLoop(shop, inFlight, probeMs);
      placed.push(...run.placed);
      bench.progress(`${inFlight} in flight: ${run.perSecond.toFixed(1)} orders/s`);
      if (run.perSecond > best.perSecond) best = { inFlight, perSecond: run.perSecond };
    }
    bench.progress(`${runMs / 1000} s with ${best.inFlight} in flight`);
    const before = cloud.processorMs();
    const run = await closedLoop(shop, best.inFlight, runMs);
    const processorMs = cloud.processorMs() - before;
    placed.push(...run.placed);
    return [
      {
        benchmark,
        name: "rate, all delivered",
        value: run.perSecond,
        unit: "orders/s",
        target: { atLeast: 40 },
        note: `${run.placed.length} orders, ${best.inFlight} in flight`,
      },
      {
        benchmark,
        name: "processor time per order",
        value: processorMs / run.placed.length,
        unit: "ms",
        note: "all processes, without this client",
      },
      { benchmark, name: "journey p50 under this load", value: percentile(run.times, 0.5), unit: "ms" },
      { benchmark, name: "journey p99 under this load", value: percentile(run.times, 0.99), unit: "ms" },
      ...(await auditFigures(benchmark, shop, placed)),
    ];
  });
