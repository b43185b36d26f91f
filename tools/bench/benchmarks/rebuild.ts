import { openSales, type Progress, rebuild as rebuildSales } from "../../ops/rebuild/rebuild.ts";
import { localTarget } from "../../ops/target.ts";
import { untilIdle } from "../console.ts";
import { closedLoop } from "../load.ts";
import { figuresOf } from "../report.ts";
import { auditFigures, type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const orders = 10_000;
const inFlight = 32;
/** A slow machine has fewer, and says so. */
const mostMs = 20 * 60_000;
const roundMs = 20_000;

/** The sales of 10,000 orders, built again from the archive of the bus, and compared with those that were counted live. */
export const rebuild: Benchmark = (bench) =>
  inShop("rebuild", bench, async (shop) => {
    const benchmark = "rebuild";
    const { placed } = await oneAtATime(shop, warmUpOrders);
    const startedAt = performance.now();
    while (placed.length < orders && performance.now() - startedAt < mostMs) {
      const most = orders - placed.length;
      const run = await closedLoop(shop, Math.min(inFlight, most), roundMs, most);
      placed.push(...run.placed);
      bench.progress(`${placed.length} of ${orders} orders, ${run.perSecond.toFixed(1)} a second`);
    }
    await untilIdle(shop.outputs.consoleUrl);

    const target = localTarget(shop.outputs);
    const beganAt = new Map<Progress["step"], number>();
    const seconds = (from: Progress["step"], to: Progress["step"]) =>
      ((beganAt.get(to) ?? Number.NaN) - (beganAt.get(from) ?? Number.NaN)) / 1000;
    const outcome = await rebuildSales(target, {}, ({ step }) => {
      if (beganAt.has(step)) return;
      beganAt.set(step, performance.now());
      bench.progress(`rebuild: ${step}`);
    });
    const table = await openSales(target);
    let counted = 0;
    for await (const { version, sku, orders: ofHour } of table.sums(outcome.version, outcome.version))
      if (version === outcome.version && !sku) counted += ofHour ?? 0;
    const replaySeconds = seconds("replay", "carryOver");
    const figure = figuresOf(benchmark);
    return [
      figure("replayed and counted", replaySeconds, "s", {
        note: `${placed.length.toLocaleString("en")} orders, ${(placed.length / replaySeconds).toFixed(0)} a second`,
      }),
      figure("compared", seconds("compare", "switch"), "s", { note: `${outcome.sums} sums` }),
      figure("from the command to the switch", seconds("begin", "forget"), "s", {
        note: "11 s of it until the archive has all that was published before",
      }),
      figure("sums unlike the live ones", outcome.differences.length, "sums", { target: { atMost: 0 } }),
      figure("orders not counted, or twice", Math.abs(placed.length - counted), "orders", {
        target: { atMost: 0 },
        note: `${outcome.carriedOver} taken from the live version`,
      }),
      ...(await auditFigures(benchmark, shop, placed)),
    ];
  });
