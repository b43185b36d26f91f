import { parseArgs } from "node:util";
import * as z from "zod";
import { stageName } from "../command.ts";
import { audit } from "../ops/audit.ts";
import { openTarget } from "../ops/target.ts";
import { readLocalOutputs, readOutputs } from "../read-outputs.ts";
import { signInForLoad } from "./customer.ts";
import { load, type Percentiles } from "./load.ts";

const most = { rate: 50, seconds: 600 };
const help = `Usage: npm run load -- [options]

Places orders at a steady rate, follows each to its answer, and has the audit look whether any was lost or done twice.

  --rate <n>       orders a second, at most ${most.rate} (default: 2)
  --seconds <n>    for how long, at most ${most.seconds} (default: 30)
  --stage <name>   a deployed stage, by .sst/outputs.json of its deployment; the local cloud that runs unless stated
  --help           this text

It signs a customer up for this and removes them. prod is refused: the orders take pieces that people want.`;

const fail = (message: string, code = 1): never => {
  console.error(message);
  process.exit(code);
};
const options = {
  rate: { type: "string", default: "2" },
  seconds: { type: "string", default: "30" },
  stage: { type: "string" },
  help: { type: "boolean" },
} as const;
const parse = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`, 2);
  }
};

const Outputs = z.looseObject({
  apiUrl: z.url(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  awsEndpoint: z.url().optional(),
});

const outputsOf = (stage: string | undefined) => {
  if (stage === undefined) return readLocalOutputs(Outputs);
  const file = ".sst/outputs.json";
  const remedy = `Deploy ${stageName(stage)} from here first, whole (npx sst deploy --stage ${stage}).`;
  return readOutputs(file, Outputs, { missing: `${file} is missing. ${remedy}`, remedy });
};

const shown = ({ p50, p95, p99 }: Percentiles) =>
  `p50 ${p50.toFixed(0)} ms · p95 ${p95.toFixed(0)} ms · p99 ${p99.toFixed(0)} ms`;
const listed = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, number]) => `${number} ${name}`)
    .join(" · ") || "none";

const run = async (): Promise<boolean> => {
  const values = parse();
  if (values.help) {
    console.log(help);
    return true;
  }
  const number = (name: "rate" | "seconds") => {
    const value = Number(values[name]);
    return Number.isInteger(value) && value > 0 && value <= most[name]
      ? value
      : fail(`--${name} takes a whole number from 1 to ${most[name]}, not "${values[name]}".`);
  };
  const [perSecond, seconds] = [number("rate"), number("seconds")];
  if (values.stage === "prod")
    return fail("A load test takes pieces that people want: use staging, or a stage of your own.");
  const outputs = outputsOf(values.stage);
  const { token, leave } = await signInForLoad(outputs, outputs.awsEndpoint);
  console.log(`${perSecond * seconds} orders, ${perSecond} a second, to ${outputs.apiUrl}`);
  const report = await load(
    { apiUrl: outputs.apiUrl, token },
    { perSecond, seconds, patienceMs: 120_000, lookEveryMs: 500 },
  ).finally(leave);
  console.log(`accepted  ${shown(report.acceptedMs)}`);
  console.log(`decided   ${shown(report.decidedMs)}, by a look every 500 ms`);
  console.log(`ended     ${listed(report.ended)}`);
  console.log(`refused   ${listed(report.refused)}`);
  console.log(`lost      ${report.lost.length > 0 ? report.lost.join(", ") : "none"}`);
  const isSound = await audit.run(await openTarget(values.stage));
  return isSound && report.lost.length === 0;
};

await run().then(
  (isWell) => process.exit(isWell ? 0 : 1),
  (error: unknown) => fail((error as Error).message),
);
