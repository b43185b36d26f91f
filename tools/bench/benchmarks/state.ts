import { rm } from "node:fs/promises";
import { untilIdle } from "../console.ts";
import { fillTables } from "../fill-tables.ts";
import { createPlace, type LocalCloud, type StartOptions, startLocalCloud } from "../local-cloud.ts";
import type { Figure } from "../report.ts";
import { openShop, type PlacedOrder, type Shop } from "../shop.ts";
import { median } from "../statistics.ts";
import { type Bench, type Benchmark, oneAtATime, warmUpOrders } from "./benchmark.ts";

const benchmark = "state";
const rounds = 6;
const ordersPerRound = 25;
const starts = 3;
const filled = 10_000;

interface Running {
  readonly cloud: LocalCloud;
  readonly shop: Shop;
  readonly placed: PlacedOrder[];
  processorMs: number;
}

/** The same orders by turns, on a cloud that keeps its state and on one that keeps nothing. */
const perOrder = async (clouds: readonly Running[], progress: Bench["progress"]): Promise<number[]> => {
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    for (const one of clouds) {
      const before = one.cloud.processorMs();
      one.placed.push(...(await oneAtATime(one.shop, ordersPerRound)).placed);
      await untilIdle(one.cloud.outputs.consoleUrl);
      one.processorMs += one.cloud.processorMs() - before;
    }
  }
  return clouds.map(({ processorMs }) => processorMs / (rounds * ordersPerRound));
};

/** What it costs that the state outlasts the process. */
export const state: Benchmark = async ({ place, progress }) => {
  const other = await createPlace(place.config);
  const clouds: Running[] = [];
  const open = async (at: typeof place, options: StartOptions) => {
    const cloud = await startLocalCloud(at, options);
    const shop = await openShop(cloud.outputs);
    const { placed } = await oneAtATime(shop, warmUpOrders);
    await untilIdle(cloud.outputs.consoleUrl);
    clouds.push({ cloud, shop, placed, processorMs: 0 });
  };
  const close = async () => {
    for (const { shop, cloud } of clouds.splice(0)) {
      shop.close();
      await cloud.stop();
    }
  };
  try {
    progress("starting a local cloud that keeps its state, and one that does not");
    await open(place, {});
    await open(other, { state: "none" });
    const [kept, none] = (await perOrder(clouds, progress)) as [number, number];
    const [{ shop, placed }] = clouds as [Running];
    progress(`filling the tables up to ${filled} orders`);
    await fillTables(shop, placed, filled - placed.length);
    await untilIdle(shop.outputs.consoleUrl);
    await close();

    const readyMs = { kept: [] as number[], empty: [] as number[] };
    for (let start = 0; start < starts; start++)
      for (const [name, at, options] of [
        ["kept", place, { state: "from the last run" }],
        ["empty", other, { state: "none" }],
      ] as const) {
        const cloud = await startLocalCloud(at, options);
        await cloud.stop();
        readyMs[name].push(cloud.readyMs);
        progress(`${name}: ready in ${cloud.readyMs.toFixed(0)} ms`);
      }
    const later = (median(readyMs.kept) - median(readyMs.empty)) / 1000;
    const note = `${rounds * ordersPerRound} orders, by turns`;
    const name = "processor time per order";
    const figures: Figure[] = [
      { benchmark, name: `${name}, kept`, value: kept, unit: "ms", note },
      { benchmark, name: `${name}, not kept`, value: none, unit: "ms", note },
      { benchmark, name: "kept / not kept", value: kept / none, unit: "x", target: { atMost: 1.15 } },
      {
        benchmark,
        name: `ready later, ${filled.toLocaleString("en")} orders`,
        value: later,
        unit: "s",
        target: { atMost: 0.5 },
        note: `medians of ${starts}`,
      },
    ];
    return figures;
  } finally {
    await close();
    await rm(other.localFolder, { recursive: true, force: true });
  }
};
