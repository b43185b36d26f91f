import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { activity } from "./benchmarks/activity.ts";
import { type Benchmark, peakMemory } from "./benchmarks/benchmark.ts";
import { burst } from "./benchmarks/burst.ts";
import { contracts } from "./benchmarks/contracts.ts";
import { dynamodb } from "./benchmarks/dynamodb.ts";
import { edit } from "./benchmarks/edit.ts";
import { functions } from "./benchmarks/functions.ts";
import { growth } from "./benchmarks/growth.ts";
import { importing } from "./benchmarks/import.ts";
import { journal } from "./benchmarks/journal.ts";
import { journey } from "./benchmarks/journey.ts";
import { map } from "./benchmarks/map.ts";
import { morning } from "./benchmarks/morning.ts";
import { page } from "./benchmarks/page.ts";
import { peers } from "./benchmarks/peers.ts";
import { ready } from "./benchmarks/ready.ts";
import { rebuild } from "./benchmarks/rebuild.ts";
import { sagas } from "./benchmarks/sagas.ts";
import { soak } from "./benchmarks/soak.ts";
import { state } from "./benchmarks/state.ts";
import { sustained } from "./benchmarks/sustained.ts";
import { webhooks } from "./benchmarks/webhooks.ts";
import { createPlace, stopAll } from "./local-cloud.ts";
import { describeMachine, type Figure, formatTable } from "./report.ts";

const benchmarks: Record<string, Benchmark> = {
  ready,
  edit,
  journey,
  sagas,
  growth,
  state,
  sustained,
  soak,
  burst,
  morning,
  activity,
  rebuild,
  functions,
  page,
  webhooks,
  contracts,
  map,
  journal,
  dynamodb,
  peers,
  import: importing,
};
/** One for each look at a soak, and some in flight. */
const leastOrders = 100;
const limitMs = 90 * 60_000;

const help = `Usage: npm run bench -- [options]

Measures the local cloud with the whole order system, and prints one table. Takes three quarters of an hour;
nothing else should run meanwhile. docs/benchmarks.md says what each line means.

  --only <benchmark>  one of ${Object.keys(benchmarks).join(", ")}; may be repeated
  --orders <number>   orders of the soak (default: 10000)
  --config <folder>   folder with sst.config.ts (default: this one)
  --json              print JSON instead of the table
  --help              this text

Progress goes to stderr. BENCH_NODE_FLAGS are handed to the Node that runs the local cloud, "--cpu-prof" for one.`;

const misused = (message: string): never => {
  console.error(`${message}\n\n${help}`);
  process.exit(2);
};
const readArguments = () => {
  try {
    return parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        orders: { type: "string", default: "10000" },
        config: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return misused((error as Error).message);
  }
};

const main = async () => {
  const args = readArguments();
  if (args.help) return console.log(help);
  const unknown = args.only.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0)
    misused(`--only takes ${Object.keys(benchmarks).join(", ")}, not ${unknown.join(", ")}.`);
  const orders = Number(args.orders);
  if (!Number.isInteger(orders) || orders < leastOrders)
    misused(`--orders takes a whole number of ${leastOrders} or more, not "${args.orders}".`);

  const place = await createPlace(resolve(args.config ?? process.cwd()));
  const startedAt = performance.now();
  const figures: Figure[] = [];
  try {
    for (const [name, benchmark] of Object.entries(benchmarks)) {
      if (args.only.length > 0 && !args.only.includes(name)) continue;
      const progress = (message: string) => {
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
        console.error(`${seconds.padStart(4)} s  ${name}: ${message}`);
      };
      figures.push(...(await benchmark({ place, orders, progress })));
    }
  } finally {
    await rm(place.localFolder, { recursive: true, force: true });
  }
  const peaks = figures.filter(({ name }) => name === peakMemory).map(({ value }) => value);
  if (peaks.length > 1)
    figures.push({
      benchmark: "all",
      name: peakMemory,
      value: Math.max(...peaks),
      unit: "MB",
      target: { atMost: 700 },
    });
  const machine = describeMachine();
  console.log(args.json ? JSON.stringify({ machine, figures }, null, 2) : formatTable(machine, figures));
};

const end = (code: number) => {
  stopAll();
  process.exitCode = code;
  // The local cloud ends its own children; it gets the time for that.
  setTimeout(() => process.exit(code), 5_000).unref();
};
process.once("SIGINT", () => end(130));
process.once("SIGTERM", () => end(143));
setTimeout(() => {
  console.error(`The benchmark is not over after ${limitMs / 60_000} minutes and gives up.`);
  end(1);
}, limitMs).unref();

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  end(1);
}
