import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runPositionalCommand, stageName, UsageError } from "../command.ts";
import { pricesOf } from "../cost/prices.ts";
import { applyMemory } from "./memory.ts";
import { plot } from "./plot.ts";
import { type Aim, aims, type Point, type Pricing, recommended, simulated } from "./points.ts";

const usage = `Usage: npm run tune -- <function> [options]

What a function takes and costs with how much memory, which on Lambda is also its share of a processor.

  <function>         its name in infra.ts: PlaceOrder
  --stage <name>     invokes a copy of the stage's function; without it a laptop's measurement is converted
  --payload <file>   JSON of the event; by default what an order brings, recorded on a local cloud
  --memory <sizes>   megabytes, by commas (default: 128,256,512,1024,1769,3008)
  --times <n>        orders, or invocations for each size, from 1 to 500 (default: 20)
  --aim <aim>        balanced, cost or speed: what is recommended (default: balanced)
  --out <file>       where the plot goes (default: .local/tune-<function>.svg)
  --apply            writes the recommendation into infra/memory.json, which the next deployment takes
  --help             this text

On the laptop nothing gives a function less of a processor: the time its thread was busy is divided by the share that
Lambda gives (1,769 MB are one processor), and what it waited for stays as it was here. Cold starts, and memory that is
too small, show on a stage alone.
On a stage invocations are real, with all that they do, so prod is refused. The function is only read; a copy of it is
made, which has no triggers, and is deleted in the end, or by the next run. An event recorded here names an order
that the stage may not have: give it one of its own with --payload where that matters.`;

const options = {
  stage: { type: "string" },
  payload: { type: "string" },
  memory: { type: "string", default: "128,256,512,1024,1769,3008" },
  times: { type: "string", default: "20" },
  aim: { type: "string", default: "balanced" },
  out: { type: "string" },
  apply: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const sizesOf = (text: string): number[] => {
  const sizes = text.split(",").map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size >= 128 && size <= 10_240))
    return [...new Set(sizes)].sort((one, other) => one - other);
  throw new UsageError(`--memory "${text}" are no sizes: whole megabytes from 128 to 10240, by commas.`);
};
const timesOf = (text: string): number => {
  const times = Number(text);
  if (Number.isInteger(times) && times >= 1 && times <= 500) return times;
  throw new UsageError(`--times takes a whole number from 1 to 500, not "${text}".`);
};
const aimOf = (text: string): Aim => {
  const aim = aims.find((one) => one === text);
  if (aim) return aim;
  throw new UsageError(`--aim takes ${aims.join(", ")}, not "${text}".`);
};
const payloadOf = async (file: string | undefined): Promise<string | undefined> => {
  if (file === undefined) return undefined;
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`--payload ${file}: there is no such file.`);
  });
  try {
    JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--payload ${file} is no JSON: ${(error as Error).message}`);
  }
  return text;
};

const pricing = (architecture: "arm64" | "x86_64"): Pricing => {
  const unit = architecture === "arm64" ? "arm64" : "x86";
  return { usdPerGbSecond: pricesOf("eu-west-1").get(`Lambda GB-seconds (${unit})`)!.usd };
};
const download = async (url: string) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The function's code could not be downloaded: ${answer.status}.`);
  return answer.bytes();
};
const say = (line: string) => console.error(line);

await runPositionalCommand(usage, options, async (values, names) => {
  const [name] = names;
  if (name === undefined || names.length > 1)
    throw new UsageError("Name one function: npm run tune -- PlaceOrder.");
  const memorySizes = sizesOf(values.memory);
  const times = timesOf(values.times);
  const aim = aimOf(values.aim);
  const given = await payloadOf(values.payload);
  if (values.stage === "prod")
    throw new UsageError(
      "Invocations do what the function does, so not on prod: use staging, or a stage of your own.",
    );
  // Only now: they load the whole local cloud, and the SDK.
  const { recordOnLaptop } = await import("./laptop.ts");
  let points: Point[];
  let note: string;
  if (values.stage === undefined) {
    const { samples } = await recordOnLaptop(name, { payload: given, times, say });
    points = simulated(samples, memorySizes, pricing("arm64"));
    note = `Simulated from ${samples.length} invocations on a laptop; no measurement of AWS.`;
  } else {
    const { LambdaClient } = await import("@aws-sdk/client-lambda");
    const { functionOfStage, tuneOnStage } = await import("./stage.ts");
    const lambda = new LambdaClient({});
    const functionName = await functionOfStage(lambda, stageName(values.stage), name);
    const payload = given ?? (await recordOnLaptop(name, { times: 1, say })).payload;
    points = await tuneOnStage(lambda, functionName, { memorySizes, payload, times, pricing, say, download });
    note = `Median of ${times} invocations of a copy on ${values.stage}.`;
  }
  const chosen = recommended(points, aim);
  console.log(`${name}: ${note}\n`);
  console.log("      MB          ms   $ a million");
  for (const point of points)
    console.log(
      `${String(point.memoryMb).padStart(8)}${point.ms.toFixed(1).padStart(12)}${point.usd.toFixed(2).padStart(14)}${point === chosen ? `  <- ${aim}` : point.fits ? "" : "  too little memory, or not known to be enough"}`,
    );
  const out = values.out ?? `.local/tune-${name}.svg`;
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, plot(`${name} by memory`, note, points, chosen));
  console.log(`\nThe plot is in ${out}.`);
  if (values.apply) {
    await applyMemory(name, chosen.memoryMb);
    console.log(`infra/memory.json gives ${name} ${chosen.memoryMb} MB now: deploy its slice.`);
  } else console.log(`--apply writes ${chosen.memoryMb} MB into infra/memory.json.`);
  return 0;
});
