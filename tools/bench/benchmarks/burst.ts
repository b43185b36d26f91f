import { untilIdle } from "../console.ts";
import { percentile } from "../statistics.ts";
import { auditFigures, type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const orders = 1_000;

/** A thousand orders in one go. */
export const burst: Benchmark = (bench) =>
  inShop("burst", bench, async (shop) => {
    const benchmark = "burst";
    const warmUp = await oneAtATime(shop, warmUpOrders);
    await untilIdle(shop.outputs.consoleUrl);
    bench.progress(`${orders} orders in one go`);
    const startedAt = Date.now();
    const placed = await Promise.all(Array.from({ length: orders }, () => shop.place()));
    const acceptedAt = Date.now();
    const ends = await Promise.all(placed.map(({ end }) => end));
    const terminalAt = Date.now();
    const deliveredAt = await untilIdle(shop.outputs.consoleUrl);
    const seconds = (at: number) => (at - startedAt) / 1000;
    const silent = ends.filter(({ status }) => status === "LOST").length;
    return [
      { benchmark, name: "all accepted", value: seconds(acceptedAt), unit: "s", note: `${orders} orders` },
      {
        benchmark,
        name: "all terminal",
        value: seconds(terminalAt),
        unit: "s",
        target: { atMost: 40 },
        note: `median order ${(
          percentile(
            ends.map(({ ms }) => ms),
            0.5,
          ) / 1000
        ).toFixed(1)} s`,
      },
      {
        benchmark,
        name: "all delivered",
        value: seconds(deliveredAt),
        unit: "s",
        note: "stock and money settled, e-mails sent",
      },
      { benchmark, name: "without a final message", value: silent, unit: "orders", target: { atMost: 0 } },
      ...(await auditFigures(benchmark, shop, [...warmUp.placed, ...placed])),
    ];
  });
