import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { faultLevels } from "./faults.ts";
import { findMistake } from "./find-mistakes.ts";
import type { Job, Report } from "./job.ts";
import { mistakes } from "./mistakes.ts";
import { copyRepository } from "./plant.ts";
import { prepare } from "./prepare.ts";
import { shrink } from "./shrink.ts";
import { startWorkers, type Workers } from "./workers.ts";

const help = `Usage: npm run simulate -- [options]

Simulates days of the bakery: the whole system with its own functions in one thread, on a clock of its own, where a seed
decides the order of everything that waits. The same seed gives the same day, to the last bit. After each day an auditor
looks at what is stored, published, mailed and paid. A seed with which something is wrong is shrunk to the fewest orders
and faults, and printed as a command.

  --seed <n>           the first seed (default: 1)
  --seeds <n>          how many of them (default: 1)
  --orders <n>         orders of each day (default: 20)
  --faults <level>     ${Object.keys(faultLevels).join(", ")} (default: heavy)
  --only-orders <list> numbers of the orders that are placed: 0,3
  --only-faults <list> names of the faults that happen, of those that the seed has: crash:PlaceOrder:2; none for none
  --mistakes           plant each of ${mistakes.length} mistakes in a copy of the repository, and tell how many orders find it
  --no-shrink          report what is wrong as it is
  --json               a line of JSON for each day
  --help               this text`;

const misused = (message: string): never => {
  console.error(`${message}\n\n${help}`);
  process.exit(2);
};
const options = {
  seed: { type: "string", default: "1" },
  seeds: { type: "string", default: "1" },
  orders: { type: "string", default: "20" },
  faults: { type: "string", default: "heavy" },
  "only-orders": { type: "string" },
  "only-faults": { type: "string" },
  mistakes: { type: "boolean", default: false },
  "no-shrink": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;
const parse = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misused((error as Error).message);
  }
};
const values = parse();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const wholeNumber = (name: string, text: string, min: number, max: number): number => {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  return misused(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`);
};
const list = (text: string | undefined): string[] | undefined =>
  text === undefined ? undefined : text === "none" ? [] : text.split(",").map((part) => part.trim());
const firstSeed = wholeNumber("seed", values.seed, 0, 2 ** 31);
const seeds = wholeNumber("seeds", values.seeds, 1, 1_000_000);
const orders = wholeNumber("orders", values.orders, 1, 10_000);
const rates =
  faultLevels[values.faults] ??
  misused(`--faults takes ${Object.keys(faultLevels).join(", ")}, not "${values.faults}".`);
const onlyOrders = list(values["only-orders"])?.map((text) =>
  wholeNumber("only-orders", text, 0, orders - 1),
);
const onlyFaults = list(values["only-faults"]);

const commandFor = (job: Job): string =>
  [
    `npm run simulate -- --seed ${job.seed} --orders ${job.orders} --faults ${values.faults}`,
    ...(job.onlyOrders ? [`--only-orders ${job.onlyOrders.join(",") || "none"}`] : []),
    ...(job.onlyFaults ? [`--only-faults ${job.onlyFaults.join(",") || "none"}`] : []),
    "--no-shrink",
  ].join(" ");

const tell = async (workers: Workers, job: Job, report: Report): Promise<void> => {
  if (values.json) console.log(JSON.stringify(report));
  if (report.wrong.length === 0) return;
  console.error(styleText("red", `Seed ${job.seed}: ${report.wrong.length} things are wrong.`));
  for (const sentence of report.wrong.slice(0, 20)) console.error(`  ${sentence}`);
  const least = values["no-shrink"] ? job : await shrink(workers, job, report);
  console.error(commandFor(least));
};

const startedAt = performance.now();
const root = join(import.meta.dirname, "../../..");
if (values.mistakes) {
  let missed = 0;
  const copy = join(tmpdir(), "planted-mistakes");
  await copyRepository(root, copy);
  for (const mistake of mistakes) {
    const limits = { rates, orders, mostOrders: 2_000, workers: availableParallelism() };
    const found = await findMistake(copy, mistake, limits);
    if (found.orders === undefined) missed++;
    const how = found.orders === undefined ? "not found" : `after ${found.orders} orders: ${found.wrong}`;
    console.log(values.json ? JSON.stringify(found) : `${mistake.name}: ${how}`);
  }
  console.error(`${mistakes.length - missed} of ${mistakes.length} mistakes were found.`);
  process.exit(missed === 0 ? 0 : 1);
}
const jobs = Array.from(
  { length: seeds },
  (_, index): Job => ({ seed: firstSeed + index, orders, rates, onlyOrders, onlyFaults }),
);
const workers = await startWorkers(Math.min(availableParallelism(), seeds), await prepare(root));
const readyAt = performance.now();
const total = { orders: 0, faults: 0, hops: 0, wrong: 0 };
let lastHash = "";
await Promise.all(
  jobs.map(async (job) => {
    const report = await workers.run(job);
    total.orders += report.orders;
    total.faults += report.faults.length;
    total.hops += report.hops;
    if (report.wrong.length > 0) total.wrong++;
    lastHash = report.hash;
    await tell(workers, job, report);
  }),
);
workers.stop();
const seconds = (performance.now() - readyAt) / 1000;
console.error(
  `${total.orders} orders over ${seeds} seeds with ${total.faults} faults and ${total.hops} hops in ${seconds.toFixed(1)} s ` +
    `(${(total.orders / seconds).toFixed(1)} orders/s, after ${((readyAt - startedAt) / 1000).toFixed(1)} s to begin).`,
);
if (seeds === 1) console.error(`Hash of the day: ${lastHash}`);
console.error(total.wrong === 0 ? "Nothing broke." : `${total.wrong} seeds broke something.`);
process.exit(total.wrong === 0 ? 0 : 1);
