import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ResourceGraph } from "sourdough-local";
import { synthesize } from "sourdough-local/synth";
import * as z from "zod";
import { runCommand, stageName, UsageError } from "../command.ts";
import { billOf, daysPerMonth, type Line, notCounted, synthetic, syntheticOrders } from "./bill.ts";
import { measurementFile, readMeasurement } from "./measurement.ts";
import { pricesOf } from "./prices.ts";
import { recommend } from "./recommend.ts";
import { notRead, usageOf } from "./usage.ts";

const help = `Usage: npm run cost -- [options]

What a month on AWS costs, per service and resource: what an order uses, as the local cloud counted it
(tools/cost/measurement.json), what is there all the time by sst.config.ts, and list prices with their sources.

  --orders-per-day <n>  default: 1000
  --stores <n>          default: 3
  --region <name>       whose prices (default: the region that is deployed to)
  --stage <name>        what a stage used, by its metrics, beside what is counted here; local: what runs here
  --days <n>            how far back, from 1 to 60 (default: 7)
  --measure             places orders on a local cloud of its own and writes the measurement anew
  --json                everything as JSON, with the source of each price
  --help                this text`;

const options = {
  "orders-per-day": { type: "string", default: "1000" },
  stores: { type: "string", default: "3" },
  region: { type: "string" },
  stage: { type: "string" },
  days: { type: "string", default: "7" },
  measure: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const root = fileURLToPath(new URL("../..", import.meta.url));
const Sagas = z.object({ forms: z.array(z.object({ name: z.string(), perMillionUsd: z.number() })) });

const formsUsd = async () => {
  const { forms } = Sagas.parse(JSON.parse(await readFile(`${root}/tools/bench/sagas.json`, "utf8")));
  const of = (name: string) => forms.find((form) => form.name === name)?.perMillionUsd ?? 0;
  return { durable: of("Durable function"), machine: of("State machine") };
};

const sum = (lines: readonly Line[]) => lines.reduce((total, { usd }) => total + usd, 0);
const dollars = (usd: number) => usd.toFixed(2).padStart(10);

const byService = (lines: readonly Line[]) =>
  [...Map.groupBy(lines, (line) => line.service)].sort((one, other) => sum(other[1]) - sum(one[1]));

const wholeNumber = (name: string, text: string, most: number) => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from 1 to ${most}, not "${text}".`);
};

/** The system as prod has it, in one app; `capacity` is a row of infra/capacity.ts. */
const systemWith = async (capacity: string): Promise<ResourceGraph> => {
  process.env.FIREWALL ||= "on";
  process.env.CANARY ||= "prod";
  process.env.CAPACITY = capacity;
  const { graph } = await synthesize({ root });
  return graph;
};

/** As they are counted, and as the stage's metrics have them. */
const printUsage = (stage: string, days: number, used: readonly Line[], counted: readonly Line[]) => {
  console.log(
    `A month of days like the last ${days} of "${stage}", beside what is counted for as many orders\n`,
  );
  console.log("      used       counted");
  for (const [service, lines] of byService(used)) {
    const units = new Set(lines.map(({ unit }) => unit));
    const same = counted.filter((line) => line.service === service && units.has(line.unit));
    console.log(`${dollars(sum(lines))} $${dollars(sum(same))} $  ${service}`);
    for (const { resource, unit, quantity, usd } of lines.slice(0, 4))
      if (usd >= 0.005)
        console.log(`${" ".repeat(26)}${dollars(usd)} $  ${resource}: ${Math.round(quantity)} ${unit}`);
  }
  console.log(`${dollars(sum(used))} $  in all\n\n${notRead}`);
};

await runCommand(help, options, async (values) => {
  const stores = wholeNumber("stores", values.stores, 10_000);
  const days = wholeNumber("days", values.days, 60);
  let ordersPerDay = wholeNumber("orders-per-day", values["orders-per-day"], 10_000_000);
  if (values.measure) {
    const { measure } = await import("./measure.ts");
    await writeFile(measurementFile, `${JSON.stringify(await measure(10), null, 2)}\n`);
  }
  const graph = await systemWith("prod");
  const region = values.region ?? graph.region;
  const prices = pricesOf(region);
  const measurement = await readMeasurement();
  if (values.stage !== undefined) {
    // Only here: it loads the SDK's clients.
    const { openTarget } = await import("../ops/target.ts");
    const target = await openTarget(values.stage === "local" ? undefined : stageName(values.stage));
    const usage = await usageOf(target, { stage: values.stage, days, now: await target.now(), prices });
    ordersPerDay = usage.ordersPerDay;
    const counted = billOf(graph, measurement, prices, { ordersPerDay, stores });
    if (values.json)
      console.log(JSON.stringify({ stage: values.stage, days, region, ...usage, counted }, null, 2));
    else
      printUsage(
        values.stage,
        days,
        usage.lines,
        counted.filter(({ resource }) => resource !== synthetic),
      );
    return 0;
  }
  const size = { ordersPerDay, stores };
  const bill = billOf(graph, measurement, prices, size);
  const alternatives = { formsUsd: await formsUsd(), rush: await systemWith("rush") };
  const advice = recommend(graph, bill, size, alternatives);
  const total = sum(bill);
  if (values.json) {
    const { measuredOn } = measurement;
    const sources = Object.fromEntries(prices);
    const all = { ...size, region, measuredOn, totalUsd: total, bill, recommendations: advice };
    console.log(JSON.stringify({ ...all, prices: sources, notCounted }, null, 2));
    return 0;
  }
  console.log(
    `A month with ${ordersPerDay} orders a day in ${stores} stores, ${region}, list prices (measured ${measurement.measuredOn})\n`,
  );
  for (const [service, lines] of byService(bill)) {
    console.log(`${dollars(sum(lines))} $  ${service}`);
    for (const [resource, own] of [...Map.groupBy(lines, (line) => line.resource)].slice(0, 4))
      if (sum(own) >= 0.005) console.log(`${" ".repeat(14)}${dollars(sum(own))} $  ${resource}`);
  }
  const perMillion = (total / (ordersPerDay * daysPerMonth)) * 1e6;
  console.log(`${dollars(total)} $  in all: ${perMillion.toFixed(0)} $ for a million orders`);
  const ofSynthetic = sum(bill.filter(({ resource }) => resource === synthetic));
  console.log(
    `${dollars(ofSynthetic)} $  of it for the synthetic customer's ${Math.round(syntheticOrders)} orders\n`,
  );
  const assumed = new Set(bill.filter((line) => line.assumed).map(({ service }) => service));
  if (assumed.size > 0)
    console.log(`With prices of us-east-1, not looked up for ${region}: ${[...assumed].join(", ")}.`);
  for (const sentence of notCounted) console.log(`Not counted: ${sentence}`);
  console.log("\nWhat would change it");
  for (const { what, savesUsd, because } of advice)
    console.log(`${dollars(-savesUsd)} $  ${what}: ${because}`);
  return 0;
});
