import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { findMistake } from "./find-mistakes.ts";
import type { Job, Report } from "./job.ts";
import { mistakes } from "./mistakes.ts";
import { openDay } from "./open-day.ts";
import { readOptions } from "./options.ts";
import { copyRepository } from "./plant.ts";
import { prepare } from "./prepare.ts";
import { shrink } from "./shrink.ts";
import { startWorkers, type Workers } from "./workers.ts";

const root = join(import.meta.dirname, "../../..");
const options = readOptions();
const { firstSeed, seeds, minutes, orders, faults, rates, onlyOrders, onlyFaults, before } = options;
const jobOf = (seed: number): Job => ({ seed, orders, rates, onlyOrders, onlyFaults });

const commandFor = (job: Job): string =>
  [
    `npm run simulate -- --seed ${job.seed} --orders ${job.orders} --faults ${faults}`,
    ...(before ? [`--before ${before}`] : []),
    ...(job.onlyOrders ? [`--only-orders ${job.onlyOrders.join(",") || "none"}`] : []),
    ...(job.onlyFaults ? [`--only-faults ${job.onlyFaults.join(",") || "none"}`] : []),
    "--no-shrink",
  ].join(" ");

const findMistakes = async (): Promise<never> => {
  const copy = join(tmpdir(), `planted-mistakes-${process.pid}`);
  await copyRepository(root, copy);
  const wanted = mistakes.filter(({ name }) => name.includes(options.mistake));
  let missed = 0;
  for (const mistake of wanted) {
    const limits = { rates, orders, firstSeed, mostOrders: options.mostOrders, workers: options.workers };
    const found = await findMistake(copy, mistake, limits);
    if (found.orders === undefined) missed++;
    const how =
      found.orders === undefined
        ? (found.wrong ?? "not found")
        : `after ${found.orders} orders: ${found.wrong}`;
    console.log(options.json ? JSON.stringify(found) : `${mistake.name}: ${how}`);
  }
  await rm(copy, { recursive: true, force: true });
  console.error(`${wanted.length - missed} of ${wanted.length} mistakes were found.`);
  process.exit(missed === 0 && wanted.length > 0 ? 0 : 1);
};
if (options.mistakes) await findMistakes();

const startedAt = performance.now();
const start = await prepare(root, before);
if (options.open) await openDay(start, jobOf(firstSeed), options.consolePort);

const workers = await startWorkers(minutes ? options.workers : Math.min(options.workers, seeds), start);
const readyAt = performance.now();
const total = { days: 0, orders: 0, faults: 0, hops: 0, wrong: 0 };
const timeIsOver = () => minutes !== undefined && performance.now() - readyAt > minutes * 60_000;
let lastHash = "";
let shrinking: Promise<void> | undefined;

const tell = async (pool: Workers, job: Job, report: Report): Promise<void> => {
  console.error(styleText("red", `Seed ${job.seed}: ${report.wrong.length} things are wrong.`));
  for (const sentence of report.wrong.slice(0, 20)) console.error(`  ${sentence}`);
  console.error(commandFor(job));
  if (!options.shrink) return;
  // As long again as was looked for it, where there is a limit: what is left out by then is out.
  const until = performance.now() + (minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  console.error(commandFor(await shrink(pool, job, report, () => performance.now() > until)));
  console.error("With --open in place of --no-shrink the console shows that day.");
};

let next = firstSeed;
const simulate = async (): Promise<void> => {
  const isLast = () => (minutes === undefined ? next >= firstSeed + seeds : timeIsOver() || total.wrong > 0);
  do {
    const job = jobOf(next++);
    const report = await workers.run(job);
    total.days++;
    total.orders += report.orders;
    total.faults += report.faults.length;
    total.hops += report.hops;
    lastHash = report.hash;
    if (options.json) console.log(JSON.stringify(report));
    if (report.wrong.length === 0) continue;
    total.wrong++;
    // One after the other, so that what is said of one stays together.
    shrinking = (shrinking ?? Promise.resolve()).then(() => tell(workers, job, report));
    await shrinking;
  } while (!isLast());
};
await Promise.all(Array.from({ length: workers.count }, simulate));
workers.stop();

const seconds = (performance.now() - readyAt) / 1000;
console.error(
  `${total.orders} orders over seeds ${firstSeed} to ${next - 1} with ${total.faults} faults and ${total.hops} hops in ${seconds.toFixed(1)} s ` +
    `(${(total.orders / seconds).toFixed(1)} orders/s, after ${((readyAt - startedAt) / 1000).toFixed(1)} s to begin).`,
);
if (total.days === 1) console.error(`Hash of the day: ${lastHash}`);
console.error(total.wrong === 0 ? "Nothing broke." : `${total.wrong} of ${total.days} days broke something.`);
process.exit(total.wrong === 0 ? 0 : 1);
