import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { untilIdle } from "../console.ts";
import { send } from "../http.ts";
import { createPlace, type LocalCloud, startLocalCloud } from "../local-cloud.ts";
import { describeMachine, type Figure } from "../report.ts";
import { openShop, type Shop } from "../shop.ts";
import { percentile } from "../statistics.ts";
import { auditFigures, type Benchmark, oneAtATime, warmUpOrders } from "./benchmark.ts";

const rounds = 6;
const ordersPerRound = 25;
const million = 1_000_000;

/** The forms of `FulfilOrder`, by what `FULFILMENT` is, and the resource that shows which of them runs. */
const forms = {
  "durable-function": { name: "Durable function", shownBy: "aws:lambda/alias:Alias FulfilOrderLive" },
  "state-machine": { name: "State machine", shownBy: "aws:sfn/stateMachine:StateMachine FulfilOrder" },
};
type Form = keyof typeof forms;

/** What the console shows beside the bill of a run; `localCloud.comparison` in package.json names the file. */
const recordedAt = fileURLToPath(new URL("../sagas.json", import.meta.url));

const Bill = z.object({
  journeys: z.int(),
  hops: z.array(z.object({ usd: z.number() })),
  units: z.array(z.object({ service: z.string(), unit: z.string(), quantity: z.number(), usd: z.number() })),
});
type Bill = z.output<typeof Bill>;

interface Running {
  readonly form: Form;
  readonly cloud: LocalCloud;
  readonly shop: Shop;
  readonly times: number[];
  readonly placed: Awaited<ReturnType<typeof oneAtATime>>["placed"];
  processorMs: number;
  before: Bill;
}

const billOf = async (cloud: LocalCloud): Promise<Bill> => {
  await untilIdle(cloud.outputs.consoleUrl);
  const { status, text } = await send("GET", `${cloud.outputs.consoleUrl}/api/cost`);
  if (status !== 200) throw new Error(`The console answered ${status} when asked for the bill.`);
  return Bill.parse(JSON.parse(text));
};

/** Both forms of `FulfilOrder`, with the same orders by turns, so that a machine that is busy for a while is busy for both. */
export const sagas: Benchmark = async ({ place: { config }, progress }) => {
  const running: Running[] = [];
  const places: string[] = [];
  try {
    for (const form of Object.keys(forms) as Form[]) {
      progress(`starting a local cloud with a ${form}`);
      const place = await createPlace(config);
      places.push(place.localFolder);
      const cloud = await startLocalCloud(place, { environment: { FULFILMENT: form } });
      const shop = await openShop(cloud.outputs);
      const { placed } = await oneAtATime(shop, warmUpOrders);
      running.push({ form, cloud, shop, times: [], placed, processorMs: 0, before: await billOf(cloud) });
    }
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`);
      for (const one of running) {
        const before = one.cloud.processorMs();
        const { times, placed } = await oneAtATime(one.shop, ordersPerRound);
        await untilIdle(one.cloud.outputs.consoleUrl);
        one.processorMs += one.cloud.processorMs() - before;
        one.times.push(...times);
        one.placed.push(...placed);
      }
    }
    const figures: Figure[] = [];
    const recorded = [];
    for (const one of running) {
      const { own, costUsd } = await figuresOf(one);
      figures.push(...own, ...(await auditFigures(`sagas: ${one.form}`, one.shop, one.placed)));
      recorded.push({
        ...forms[one.form],
        perMillionUsd: costUsd,
        figures: own.map(({ name, value, unit }) => ({ name, value, unit })),
      });
    }
    await record(recorded);
    return figures;
  } finally {
    for (const { cloud, shop } of running) {
      shop.close();
      await cloud.stop();
    }
    for (const folder of places) await rm(folder, { recursive: true, force: true });
  }
};

const figuresOf = async ({ form, cloud, times, before, processorMs }: Running) => {
  const after = await billOf(cloud);
  const orders = after.journeys - before.journeys;
  const usdOf = ({ hops }: Bill) => hops.reduce((sum, { usd }) => sum + usd, 0);
  const used = (unit: string, service: string) => {
    const quantityIn = ({ units }: Bill) =>
      units.find((each) => each.unit === unit && each.service === service)?.quantity ?? 0;
    return (quantityIn(after) - quantityIn(before)) / orders;
  };
  const costUsd = ((usdOf(after) - usdOf(before)) / orders) * million;
  const benchmark = `sagas: ${form}`;
  const own: Figure[] = [
    { benchmark, name: "p50", value: percentile(times, 0.5), unit: "ms", note: `${orders} orders, by turns` },
    { benchmark, name: "p95", value: percentile(times, 0.95), unit: "ms" },
    { benchmark, name: "processor time per order", value: processorMs / orders, unit: "ms" },
    {
      benchmark,
      name: "transitions of Standard machines",
      value: used("Standard state transitions", "Step Functions"),
      unit: "per order",
    },
    {
      benchmark,
      name: "durable operations",
      value: used("Durable operations", "Lambda"),
      unit: "per order",
    },
    {
      benchmark,
      name: "invocations of functions",
      value: used("Requests", "Lambda"),
      unit: "per order",
    },
    {
      benchmark,
      name: "cost of a million orders",
      value: costUsd,
      unit: "$",
      ...(form === "durable-function" && { target: { atMost: 140 } }),
      note: "as the console meters it",
    },
  ];
  return { own, costUsd };
};

const record = async (all: readonly object[]) => {
  const { cores, processor, node } = describeMachine();
  const recorded = {
    title: "FulfilOrder in two forms",
    recordedOn: new Date().toISOString().slice(0, 10),
    by: "npm run bench -- --only sagas",
    machine: `${cores} cores (${processor}), Node ${node}`,
    forms: all,
  };
  await writeFile(recordedAt, `${JSON.stringify(recorded, null, 2)}\n`);
};
