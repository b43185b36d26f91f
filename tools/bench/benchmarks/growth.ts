import { untilIdle } from "../console.ts";
import { fillTables } from "../fill-tables.ts";
import { percentile } from "../statistics.ts";
import { type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const measured = 100;
const few = 100;
const many = 10_000;

/** Whether an order takes longer when the tables hold more of them. */
export const growth: Benchmark = (bench) =>
  inShop("growth", bench, async (shop) => {
    const benchmark = "growth";
    const { placed } = await oneAtATime(shop, warmUpOrders);
    const fill = async (orders: number) => {
      bench.progress(`filling the tables up to ${orders} orders`);
      await untilIdle(shop.outputs.consoleUrl);
      await fillTables(shop, placed, orders);
      await untilIdle(shop.outputs.consoleUrl);
      // What a fill leaves for the garbage collector is not the next order's.
      await oneAtATime(shop, warmUpOrders);
      return (await oneAtATime(shop, measured)).times;
    };
    const atFew = await fill(few - warmUpOrders * 2);
    const atMany = await fill(many - few);
    const p50 = { few: percentile(atFew, 0.5), many: percentile(atMany, 0.5) };
    const note = `${measured} orders`;
    return [
      { benchmark, name: `p50 at ${few} orders`, value: p50.few, unit: "ms", note },
      { benchmark, name: `p50 at ${many.toLocaleString("en")} orders`, value: p50.many, unit: "ms", note },
      { benchmark, name: `p99 at ${few} orders`, value: percentile(atFew, 0.99), unit: "ms" },
      {
        benchmark,
        name: `p99 at ${many.toLocaleString("en")} orders`,
        value: percentile(atMany, 0.99),
        unit: "ms",
      },
      { benchmark, name: "growth of p50", value: p50.many / p50.few, unit: "x", target: { atMost: 1.25 } },
    ];
  });
