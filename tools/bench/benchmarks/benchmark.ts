import { audit as readAudit } from "../audit.ts";
import { untilIdle } from "../console.ts";
import { type LocalCloud, type Place, startLocalCloud } from "../local-cloud.ts";
import type { Figure } from "../report.ts";
import { openShop, type PlacedOrder, type Shop, type ShopOptions } from "../shop.ts";

/** What a benchmark gets. */
export interface Bench {
  readonly place: Place;
  /** Of a soak. */
  readonly orders: number;
  /** Says what is going on. */
  progress(message: string): void;
}

/** Measures one thing; every benchmark boots local clouds of its own, so that it can run alone. */
export type Benchmark = (bench: Bench) => Promise<Figure[]>;

/** Boots a local cloud with a shop, hands it over, and adds the memory it took to the figures. */
export const inShop = async (
  benchmark: string,
  { place, progress }: Bench,
  run: (shop: Shop, cloud: LocalCloud) => Promise<Figure[]>,
  options?: ShopOptions,
): Promise<Figure[]> => {
  progress("starting a local cloud");
  const cloud = await startLocalCloud(place);
  try {
    const shop = await openShop(cloud.outputs, options);
    try {
      const figures = await run(shop, cloud);
      return [...figures, memory(benchmark, cloud.peakMemoryMb)];
    } finally {
      shop.close();
    }
  } finally {
    await cloud.stop();
  }
};

export const peakMemory = "peak memory, all processes";

export const memory = (benchmark: string, megabytes: number, note?: string): Figure => ({
  benchmark,
  name: peakMemory,
  value: megabytes,
  unit: "MB",
  target: { atMost: 700 },
  note,
});

/** Places orders one at a time; answers the milliseconds of each, and throws when one is not confirmed. */
export const oneAtATime = async (
  shop: Shop,
  orders: number,
): Promise<{ placed: PlacedOrder[]; times: number[] }> => {
  const placed: PlacedOrder[] = [];
  const times: number[] = [];
  for (let number = 0; number < orders; number++) {
    const order = await shop.place();
    const { status, ms } = await order.end;
    if (status !== "CONFIRMED") throw new Error(`${order.orderId} ended ${status} instead of CONFIRMED.`);
    placed.push(order);
    times.push(ms);
  }
  return { placed, times };
};

/** The code of functions is compiled as it runs: the first orders of a start take longer. */
export const warmUpOrders = 30;

/** Figures for what must not happen, from the tables; waits until everything is delivered. */
export const auditFigures = async (
  benchmark: string,
  { aws, outputs }: Shop,
  placed: readonly PlacedOrder[],
): Promise<Figure[]> => {
  await untilIdle(outputs.consoleUrl);
  const { confirmed, lost, doubled, undone, unsold, unbalanced } = await readAudit(aws, outputs, placed);
  const none = { atMost: 0 };
  return [
    {
      benchmark,
      name: "lost",
      value: lost,
      unit: "orders",
      target: none,
      note: `${confirmed} of ${placed.length} confirmed`,
    },
    {
      benchmark,
      name: "doubled",
      value: doubled + undone,
      unit: "orders",
      target: none,
      note: "one authorization, capture and e-mail each",
    },
    {
      benchmark,
      name: "stock wrong",
      value: unsold + unbalanced,
      unit: "orders",
      target: none,
      note: "delivered = on hand + reserved + sold",
    },
  ];
};
