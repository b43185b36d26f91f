import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportSummary } from "@sourdough/events-schema/http";
import { createOrderClient } from "@sourdough/order-client";
import * as z from "zod";
import { untilIdle } from "../console.ts";
import { type LocalCloud, type Place, startLocalCloud } from "../local-cloud.ts";
import { figuresOf } from "../report.ts";
import type { Benchmark } from "./benchmark.ts";

const rows = 100_000;
/** What is small beside a local cloud itself. */
const mostGrowthMb = 300;

const header = "sku,name,category,priceCents,allergens";
const fileOf = (count: number, priceCents: number) =>
  [
    header,
    ...Array.from(
      { length: count },
      (_, number) => `roll-${number},Roll ${number},bread,${priceCents},gluten`,
    ),
  ].join("\n");

/** Somebody of the office, in the page's words. */
const openOffice = async ({ outputs }: LocalCloud) => {
  const client = createOrderClient({
    ...outputs,
    realtimeUrl: outputs.realtimeHttpUrl,
    userPoolEndpoint: outputs.awsEndpoint,
    userPoolId: outputs.userPoolId,
  });
  await client.signIn({ email: "staff@sourdough.example", password: "sourdough1" });
  return client.office();
};

const Report = z.looseObject({
  type: z.literal("platform.report"),
  record: z.looseObject({ metrics: z.looseObject({ maxMemoryUsedMB: z.number() }) }),
});

/** The most that one run of the importing function had in its heap, as its log says. */
const functionMemoryMb = async ({ localFolder }: Place): Promise<number> => {
  const log = await readFile(join(localFolder, "logs", "ImportMenuFunction.log"), "utf8");
  const reports = log
    .split("\n")
    .filter((line) => line.includes('"platform.report"'))
    .map((line) => Report.parse(JSON.parse(line)).record.metrics.maxMemoryUsedMB);
  return Math.max(...reports);
};

/** A menu of 100,000 rows, none of which anybody knew, from the upload until the office is told that it is in. */
export const importing: Benchmark = async ({ place, progress }) => {
  const benchmark = "import";
  progress("starting a local cloud");
  const cloud = await startLocalCloud(place);
  try {
    const office = await openOffice(cloud);
    const run = async (file: string) => {
      const abort = new AbortController();
      const startedAt = performance.now();
      const seconds = () => (performance.now() - startedAt) / 1000;
      const { importId } = await office.importMenu(new Blob([file]), "bench.csv");
      let looks = 0;
      let said = 0;
      for await (const { imports } of office.watch<{ imports: ImportSummary[] }>("imports", abort)) {
        const found = imports.find((one) => one.importId === importId);
        if (!found) continue;
        looks += 1;
        if (found.rows - said >= rows / 10) {
          said = found.rows;
          progress(
            `${said} of ${found.totalRows} rows, ${(said / seconds()).toFixed(0)} a second, ${cloud.peakMemoryMb.toFixed(0)} MB`,
          );
        }
        if (found.status === "RUNNING") continue;
        if (found.status !== "DONE")
          throw new Error(`The import is ${found.status}: ${JSON.stringify(found)}`);
        abort.abort();
        return { ...found, looks, seconds: seconds() };
      }
      throw new Error("The list of imports ended.");
    };
    // What a first import loads and compiles is not a large one's.
    await run(fileOf(500, 100));
    await untilIdle(cloud.outputs.consoleUrl);
    cloud.forgetPeak();
    await untilIdle(cloud.outputs.consoleUrl);
    const beforeMb = cloud.peakMemoryMb;
    const storedMb = cloud.storedMb();

    progress(`${rows} rows`);
    cloud.forgetPeak();
    const first = await run(fileOf(rows, 200));
    const duringMb = cloud.peakMemoryMb;
    const figure = figuresOf(benchmark);
    return [
      figure("until all rows are in", first.seconds, "s", {
        note: `${first.totalRows.toLocaleString("en")} rows, ${first.changed.toLocaleString("en")} changed; the page looked ${first.looks} times`,
      }),
      figure("memory it takes, all processes", duringMb - beforeMb, "MB", {
        target: { atMost: mostGrowthMb },
        note: `${beforeMb.toFixed(0)} MB before`,
      }),
      figure("memory of the importing function", await functionMemoryMb(place), "MB", {
        target: { atMost: mostGrowthMb },
        note: "its heap, as Lambda reports it",
      }),
      figure("what the database stores of it", cloud.storedMb() - storedMb, "MB", {
        note: "products, events and a day of changes, in a temporary file",
      }),
      figure("rows lost or counted twice", Math.abs(rows - first.rows), "rows", { target: { atMost: 0 } }),
    ];
  } finally {
    await cloud.stop();
  }
};
