import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { synthesize } from "sourdough-local/synth";
import * as z from "zod";
import { billOf, type Line, notCounted } from "./bill.ts";
import { measurementFile, readMeasurement } from "./measurement.ts";
import { pricesOf } from "./prices.ts";
import { recommend } from "./recommend.ts";

const help = `Usage: npm run cost -- [options]

What a month on AWS costs, per service and resource: what an order uses, as the local cloud counted it
(tools/cost/measurement.json), what is there all the time by sst.config.ts, and list prices with their sources.

  --orders-per-day <n>  default: 1000
  --stores <n>          default: 3
  --region <name>       whose prices (default: the region that is deployed to)
  --measure             places orders on a local cloud of its own and writes the measurement anew
  --json                everything as JSON, with the source of each price
  --help                this text`;

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const options = {
  "orders-per-day": { type: "string", default: "1000" },
  stores: { type: "string", default: "3" },
  region: { type: "string" },
  measure: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const parse = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`);
  }
};

const root = fileURLToPath(new URL("../..", import.meta.url));
const Sagas = z.object({ forms: z.array(z.object({ name: z.string(), perMillionUsd: z.number() })) });

const formsUsd = async () => {
  const { forms } = Sagas.parse(JSON.parse(await readFile(`${root}/tools/bench/sagas.json`, "utf8")));
  const of = (name: string) => forms.find((form) => form.name === name)?.perMillionUsd ?? 0;
  return { durable: of("Durable function"), machine: of("State machine") };
};

const sum = (lines: readonly Line[]) => lines.reduce((total, { usd }) => total + usd, 0);
const dollars = (usd: number) => usd.toFixed(2).padStart(10);

const run = async () => {
  const values = parse();
  if (values.help) return console.log(help);
  const number = (name: "orders-per-day" | "stores", most: number) => {
    const value = Number(values[name]);
    return Number.isInteger(value) && value > 0 && value <= most
      ? value
      : fail(`--${name} takes a whole number from 1 to ${most}, not "${values[name]}".`);
  };
  const size = { ordersPerDay: number("orders-per-day", 10_000_000), stores: number("stores", 10_000) };
  if (values.measure) {
    const { measure } = await import("./measure.ts");
    await writeFile(measurementFile, `${JSON.stringify(await measure(10), null, 2)}\n`);
  }
  const { graph } = await synthesize({ root });
  const region = values.region ?? graph.region;
  const prices = pricesOf(region);
  const measurement = await readMeasurement();
  const bill = billOf(graph, measurement, prices, size);
  const advice = recommend(graph, bill, size, await formsUsd());
  const total = sum(bill);
  if (values.json) {
    const sources = Object.fromEntries(prices);
    return console.log(
      JSON.stringify(
        {
          ...size,
          region,
          measuredOn: measurement.measuredOn,
          totalUsd: total,
          bill,
          recommendations: advice,
          prices: sources,
          notCounted,
        },
        null,
        2,
      ),
    );
  }
  console.log(
    `A month with ${size.ordersPerDay} orders a day in ${size.stores} stores, ${region}, list prices (measured ${measurement.measuredOn})\n`,
  );
  for (const [service, lines] of [...Map.groupBy(bill, (line) => line.service)].sort(
    (one, other) => sum(other[1]) - sum(one[1]),
  )) {
    console.log(`${dollars(sum(lines))} $  ${service}`);
    for (const [resource, own] of [...Map.groupBy(lines, (line) => line.resource)].slice(0, 4))
      if (sum(own) >= 0.005) console.log(`${" ".repeat(14)}${dollars(sum(own))} $  ${resource}`);
  }
  const perMillion = (total / (size.ordersPerDay * 30.4)) * 1e6;
  console.log(`${dollars(total)} $  in all: ${perMillion.toFixed(0)} $ for a million orders\n`);
  const assumed = new Set(bill.filter((line) => line.assumed).map(({ service }) => service));
  if (assumed.size > 0)
    console.log(`With prices of us-east-1, not looked up for ${region}: ${[...assumed].join(", ")}.`);
  for (const sentence of notCounted) console.log(`Not counted: ${sentence}`);
  console.log("\nWhat would change it");
  for (const { what, savesUsd, because } of advice)
    console.log(`${dollars(-savesUsd)} $  ${what}: ${because}`);
};

await run().then(
  () => process.exit(0),
  (error: unknown) => fail((error as Error).message),
);
