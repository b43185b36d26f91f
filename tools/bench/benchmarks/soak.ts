import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { closedLoop } from "../load.ts";
import type { LocalCloud } from "../local-cloud.ts";
import { type Figure, figuresOf } from "../report.ts";
import type { Shop } from "../shop.ts";
import { auditFigures, type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

const benchmark = "soak";
const inFlight = 16;
const looks = 10;
const limitMs = 80 * 60_000;
/** Orders of a hurried machine wait for each other. */
const patienceMs = 10 * 60_000;

interface Look {
  readonly orders: number;
  readonly memoryMb: number;
  /** Megabytes by entry of the local folder. */
  readonly disk: Readonly<Record<string, number>>;
}

/** Of links only themselves: bundles have one to the packages of the repo. */
const bytesIn = async (path: string): Promise<number> => {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) return found.size;
    const sizes = await Promise.all((await readdir(path)).map((name) => bytesIn(join(path, name))));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    // Gone between two looks.
    return 0;
  }
};

const diskOf = async (folder: string): Promise<Look["disk"]> => {
  const names = (await readdir(folder)).sort();
  const sizes = await Promise.all(names.map(async (name) => (await bytesIn(join(folder, name))) / 2 ** 20));
  return Object.fromEntries(names.map((name, index) => [name, sizes[index]!]));
};

/** Hands each order on, and says when it has ended. */
const counting = (shop: Shop, ended: () => void): Shop => ({
  ...shop,
  async place() {
    const order = await shop.place();
    void order.end.then(ended);
    return order;
  },
});

/** Customers who order one after the other until there were `orders`, looked at after each tenth of them. */
const soaking = async (
  shop: Shop,
  orders: number,
  look: (ended: number) => Promise<Look>,
): Promise<{ run: Awaited<ReturnType<typeof closedLoop>>; seen: Look[] }> => {
  const looking: Promise<Look>[] = [];
  const every = Math.ceil(orders / looks);
  let ended = 0;
  const counted = counting(shop, () => {
    if (++ended % every === 0) looking.push(look(ended));
  });
  const run = await closedLoop(counted, inFlight, limitMs, orders);
  return { run, seen: await Promise.all(looking) };
};

const total = (disk: Look["disk"]) => Object.values(disk).reduce((sum, size) => sum + size, 0);

/** What is kept for a person to look at, and has to make place; the tables may grow with what is stored. */
const bounded = ({ logs = 0, mailbox = 0 }: Look["disk"]) => logs + mailbox;

const tableOf = (seen: readonly Look[]): Figure[] => {
  const figure = figuresOf(benchmark);
  return seen.flatMap(({ orders, memoryMb, disk }) => {
    const at = `at ${orders.toLocaleString("en")} orders`;
    const parts = Object.entries(disk).map(([name, size]) => `${name} ${size.toFixed(0)}`);
    return [
      figure(`memory ${at}`, memoryMb, "MB"),
      figure(`disk ${at}`, total(disk), "MB", { note: parts.join(", ") }),
    ];
  });
};

/** Thousands of orders on end: whether memory and disk stay where they are. */
export const soak: Benchmark = (bench) =>
  inShop(
    benchmark,
    bench,
    async (shop, cloud: LocalCloud) => {
      const figure = figuresOf(benchmark);
      const { placed } = await oneAtATime(shop, warmUpOrders);
      const look = async (orders: number): Promise<Look> => {
        const memoryMb = cloud.memoryMb;
        bench.progress(`${orders} of ${bench.orders} orders: ${memoryMb.toFixed(0)} MB`);
        return { orders, memoryMb, disk: await diskOf(bench.place.localFolder) };
      };
      const before = cloud.processorMs();
      const { run, seen } = await soaking(shop, bench.orders, look);
      const processorMs = cloud.processorMs() - before;
      const end = await look(run.placed.length);
      const [half, last] = [seen[looks / 2 - 1] ?? end, seen.at(-1) ?? end];
      return [
        figure("rate, all delivered", run.perSecond, "orders/s", {
          note: `${run.placed.length.toLocaleString("en")} orders, ${inFlight} in flight`,
        }),
        figure("processor time per order", processorMs / run.placed.length, "ms", {
          note: "all processes, without this client",
        }),
        ...tableOf(seen),
        figure("memory when all is delivered", end.memoryMb, "MB", { target: { atMost: 700 } }),
        figure("memory it grows by, second half", last.memoryMb - half.memoryMb, "MB", {
          target: { atMost: 50 },
          note: `from ${half.orders.toLocaleString("en")} to ${last.orders.toLocaleString("en")} orders`,
        }),
        figure(
          "disk that logs and mails grow by, second half",
          bounded(last.disk) - bounded(half.disk),
          "MB",
          {
            target: { atMost: 50 },
          },
        ),
        ...(await auditFigures(benchmark, shop, [...placed, ...run.placed])),
      ];
    },
    { patienceMs },
  );
