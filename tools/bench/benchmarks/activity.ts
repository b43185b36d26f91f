import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Aws, scan, text } from "../aws.ts";
import { hopsOf, untilIdle } from "../console.ts";
import { send } from "../http.ts";
import { openLoop } from "../load.ts";
import type { Outputs } from "../local-cloud.ts";
import { figuresOf } from "../report.ts";
import { auditFigures, type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const perSecond = { records: 1_000, orders: 10 };
/** As much as a page has of a minute or two. */
const recordsPerRequest = 20;
/** The journal takes up to 128 MB and then forgets: it is full by the end of the warm-up. */
const seconds = { warmUp: 60, measured: 30 };
const mostAgeMs = 2_000;
/** What garbage that is not collected yet may take meanwhile. */
const mostGrowthMb = 100;
/** A window of a minute ends when a minute does, and is counted then. */
const countedWithinMs = 150_000;
const stores = ["store-1", "store-2", "store-3"];

const Menu = z.object({ items: z.array(z.looseObject({ sku: z.string() })) });
const Products = z.array(z.object({ sku: z.string(), viewed: z.int(), added: z.int() }));
const Age = z.object({ IteratorAge: z.number() });

/** How often something happened, by store, product and what. */
type Counts = Map<string, number>;

const add = (counts: Counts, key: string, count = 1) => counts.set(key, (counts.get(key) ?? 0) + count);

/** Visitors of all stores, who look at products and put some into their baskets; nobody says who they are. */
const openVisitors = async ({ apiUrl }: Outputs) => {
  const menus = await Promise.all(
    stores.map(async (storeId) => {
      const { text } = await send("GET", `${apiUrl}/stores/${storeId}/menu`);
      return Menu.parse(JSON.parse(text)).items.map(({ sku }) => sku);
    }),
  );
  const sent: Counts = new Map();
  let number = 0;
  let again = 0;

  const record = () => {
    const turn = number++;
    const storeId = stores[turn % stores.length]!;
    const menu = menus[turn % stores.length]!;
    const kind = turn % 5 === 0 ? "AddedToBasket" : "ProductViewed";
    const sku = menu[(turn * 7) % menu.length]!;
    add(sent, `${storeId} ${sku} ${kind}`);
    return {
      kind,
      version: 1,
      recordId: randomUUID(),
      storeId,
      sku,
      occurredAt: new Date().toISOString(),
    };
  };
  const post = async (body: string): Promise<void> => {
    const { status, text } = await send(
      "POST",
      `${apiUrl}/activity`,
      { "content-type": "application/json" },
      body,
    );
    if (status === 202) return;
    // The shard has taken as much as it may within the second: the page sends all of it again.
    if (status !== 503 && status !== 429) throw new Error(`POST /activity answered ${status}: ${text}`);
    again += 1;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return post(body);
  };
  return {
    sent,
    get again() {
      return again;
    },
    visit: () => post(JSON.stringify({ records: Array.from({ length: recordsPerRequest }, record) })),
  };
};

const counted = async (aws: Aws, { inventoryTable }: Outputs): Promise<Counts> => {
  const counts: Counts = new Map();
  for (const item of await scan(aws, inventoryTable, "demand"))
    for (const { sku, viewed, added } of Products.parse(JSON.parse(text(item, "products")))) {
      const product = `${text(item, "storeId")} ${sku}`;
      add(counts, `${product} ProductViewed`, viewed);
      add(counts, `${product} AddedToBasket`, added);
    }
  return counts;
};

const total = (counts: Counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);

const untilCounted = async (aws: Aws, outputs: Outputs, wanted: number): Promise<Counts> => {
  const giveUpAt = performance.now() + countedWithinMs;
  for (;;) {
    const counts = await counted(aws, outputs);
    if (total(counts) >= wanted || performance.now() > giveUpAt) return counts;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
};

/** The oldest that the last record of a batch was when its function had it; looks while batches come. */
const watchAges = (consoleUrl: string) => {
  let stopped = false;
  let most = Number.NaN;
  const look = async () => {
    for (const { output } of await hopsOf(consoleUrl, "IteratorAge"))
      most = Math.max(Number.isNaN(most) ? 0 : most, Age.parse(output).IteratorAge);
  };
  const watching = (async () => {
    while (!stopped) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
    await look();
    return most;
  })();
  watching.catch(() => undefined);
  return {
    stop() {
      stopped = true;
      return watching;
    },
  };
};

/** What a thousand visitors a second do, beside ten orders a second: counted to the last, and soon. */
export const activity: Benchmark = (bench) =>
  inShop("activity", bench, async (shop, cloud) => {
    const benchmark = "activity";
    const { aws, outputs } = shop;
    const visitors = await openVisitors(outputs);
    const { placed } = await oneAtATime(shop, warmUpOrders);
    const load = async (duration: number) => {
      const [orders] = await Promise.all([
        openLoop(perSecond.orders, duration, shop.place),
        openLoop(perSecond.records / recordsPerRequest, duration, visitors.visit),
      ]);
      placed.push(...orders);
      return orders;
    };
    bench.progress(`${perSecond.records} records/s and ${perSecond.orders} orders/s for ${seconds.warmUp} s`);
    await load(seconds.warmUp - seconds.measured);
    // Looking takes memory as well.
    const earlier = watchAges(outputs.consoleUrl);
    cloud.forgetPeak();
    await load(seconds.measured);
    const beforeMb = cloud.peakMemoryMb;
    await earlier.stop();
    await untilIdle(outputs.consoleUrl);
    const before = total(visitors.sent);

    bench.progress(`the same for ${seconds.measured} s`);
    const ages = watchAges(outputs.consoleUrl);
    const startedAt = performance.now();
    cloud.forgetPeak();
    const orders = await load(seconds.measured);
    const tookSeconds = (performance.now() - startedAt) / 1000;
    const duringMb = cloud.peakMemoryMb;
    const sent = total(visitors.sent);
    const age = await ages.stop();
    const ends = await Promise.all(orders.map(({ end }) => end));
    bench.progress("until the minute is over and counted");
    const counts = await untilCounted(aws, outputs, sent);
    const wrong = [...new Set([...visitors.sent.keys(), ...counts.keys()])].filter(
      (key) =>
        visitors.sent.get(key) !== counts.get(key) && (visitors.sent.get(key) ?? counts.get(key)) !== 0,
    );
    const figure = figuresOf(benchmark);
    return [
      figure("taken in", (sent - before) / tookSeconds, "records/s", {
        target: { atLeast: perSecond.records * 0.9 },
        note: `${sent.toLocaleString("en")} in all, in requests of ${recordsPerRequest}; ${visitors.again} sent again, a shard takes 1,000 a second`,
      }),
      figure("lost or counted twice", Math.abs(sent - total(counts)), "records", {
        target: { atMost: 0 },
        note: `${wrong.length} products of stores with another count`,
      }),
      figure("products counted wrong", wrong.length, "records", { target: { atMost: 0 } }),
      figure("iterator age, highest", age, "ms", {
        target: { atMost: mostAgeMs },
        note: "of a batch's last record when its function had it",
      }),
      figure("memory it grows by", duringMb - beforeMb, "MB", {
        target: { atMost: mostGrowthMb },
        note: `its peak against that of the ${seconds.measured} s before, under the same load: ${beforeMb.toFixed(0)} MB`,
      }),
      figure(
        "orders beside it without an answer",
        ends.filter(({ status }) => status === "LOST").length,
        "orders",
        { target: { atMost: 0 } },
      ),
      ...(await auditFigures(benchmark, shop, placed)),
    ];
  });
