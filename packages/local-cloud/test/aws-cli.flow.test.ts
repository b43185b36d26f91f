import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const run = promisify(execFile);
const found = await run("aws", ["--version"]).then(
  ({ stdout, stderr }) => /aws-cli\/(\S+)/.exec(stdout + stderr)?.[1],
  () => undefined,
);
const why = "there is no `aws` on this machine, whose commands of the README this would run";

const [major = 0, minor = 0] = (found ?? "").split(".").map(Number);
/** Older ones would ask AWS. */
const knowsVariable = major > 2 || minor >= (major === 2 ? 13 : 29);

/** The lines of the README that begin with `aws`, those that go on put together. */
const commands = readFileSync(join(import.meta.dirname, "../README.md"), "utf8")
  .replaceAll("\\\n", "")
  .split("\n")
  .filter((line) => line.startsWith("aws "));

let cloud: LocalCloud | undefined;
beforeAll(async () => {
  if (!found) return;
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "aws-cli",
    `const failing = new sst.aws.Function("Failing", { handler: "src/a.fail", url: true });
     new aws.cloudwatch.MetricAlarm("Fails", {
       name: "fails",
       namespace: "AWS/Lambda",
       metricName: "Errors",
       dimensions: { FunctionName: failing.name },
       statistic: "Sum",
       comparisonOperator: "GreaterThanThreshold",
       threshold: 0,
       period: 60,
       evaluationPeriods: 1,
       treatMissingData: "ignore",
     });
     return { name: failing.name, url: failing.url };`,
    { files: { "src/a.ts": `export const fail = async () => { throw new Error("burnt"); };` } },
  );
  cloud = await startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 }, onWarning: () => {} });
});
afterAll(() => cloud?.stop());

/** Answer of a command of the README, with what stands in angle brackets filled in. */
const answerTo = async (begin: string, values: Readonly<Record<string, string>> = {}) => {
  const command = commands.find((line) => line.startsWith(begin));
  if (!command) throw new Error(`The README has no line that begins with "${begin}".`);
  const endpoint = String(cloud?.outputs.awsEndpoint);
  const filled = Object.entries(values).reduce((text, [from, to]) => text.replace(from, to), command);
  const { stdout } = await run(
    "sh",
    ["-c", `${filled} --output json ${knowsVariable ? "" : `--endpoint-url ${endpoint}`}`],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        AWS_ENDPOINT_URL: endpoint,
        AWS_PAGER: "",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
      },
    },
  );
  return JSON.parse(stdout) as unknown;
};

test("the README's commands of the AWS CLI are answered", async ({ skip }) => {
  if (!cloud) return skip(why);
  const name = String(cloud.outputs.name);
  const begin = new Date(cloud.clock.now() - 60_000).toISOString();
  expect((await fetch(String(cloud.outputs.url))).status).toBe(502);
  await cloud.journal.waitFor(({ action, error }) => action === "Run" && error !== undefined, {
    timeoutMs: 120_000,
    what: "the function to fail",
  });
  cloud.clock.advance(60_000);
  await cloud.journal.waitFor(({ action }) => action === "ChangeState", {
    timeoutMs: 120_000,
    what: "the alarm",
  });

  expect(await answerTo("aws cloudwatch describe-alarms")).toMatchObject({
    MetricAlarms: [{ AlarmName: "fails", StateValue: "ALARM" }],
  });
  const times = {
    "<time>": begin,
    "--end-time <time>": `--end-time ${new Date(cloud.clock.now()).toISOString()}`,
  };
  expect(await answerTo("aws cloudwatch get-metric-statistics", { "<name>": name, ...times })).toMatchObject({
    Label: "Errors",
    Datapoints: [{ Sum: 1 }],
  });
});

test("all of the README's commands are tried above", () => {
  expect(commands.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "aws cloudwatch describe-alarms",
    "aws cloudwatch get-metric-statistics",
  ]);
});
