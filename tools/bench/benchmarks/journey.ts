import { measureFloor } from "../floor.ts";
import { percentile } from "../statistics.ts";
import { type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const orders = 200;

/** From sending the PUT to the CONFIRMED message at the WebSocket, one order at a time; and the floor under it. */
export const journey: Benchmark = (bench) =>
  inShop("journey", bench, async (shop, cloud) => {
    const benchmark = "journey";
    const [first = Number.NaN] = (await oneAtATime(shop, warmUpOrders)).times;
    bench.progress(`${orders} orders one at a time`);
    const before = cloud.processorMs();
    const { times, placed } = await oneAtATime(shop, orders);
    const processorMs = (cloud.processorMs() - before) / orders;
    bench.progress("the same AWS calls back to back");
    const floor = await measureFloor(shop, placed.at(-1)!);
    const p50 = percentile(times, 0.5);
    return [
      { benchmark, name: "first order", value: first, unit: "ms", note: "functions start with it" },
      { benchmark, name: "p50", value: p50, unit: "ms", target: { atMost: 100 }, note: `${orders} orders` },
      { benchmark, name: "p95", value: percentile(times, 0.95), unit: "ms" },
      { benchmark, name: "p99", value: percentile(times, 0.99), unit: "ms", target: { atMost: 300 } },
      { benchmark, name: "processor time per order", value: processorMs, unit: "ms", note: "all processes" },
      {
        benchmark,
        name: "floor p50",
        value: floor.p50,
        unit: "ms",
        note: `${floor.calls} AWS calls back to back`,
      },
      { benchmark, name: "journey / floor", value: p50 / floor.p50, unit: "x" },
    ];
  });
