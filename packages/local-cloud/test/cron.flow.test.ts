import { join } from "node:path";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const HOUR = 60 * 60_000;
let cloud: LocalCloud;

// As SST's examples aws-cron and aws-cron-v2 have them, with a bus schedule, a role of its own and a queue that fails.
beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "cron",
    `new sst.aws.Cron("Hourly", { function: "src/job.handler", schedule: "cron(0 * * * ? *)", event: { from: "Cron" } });
     new sst.aws.Cron("Rate", { function: "src/job.handler", schedule: "rate(2 hours)" });
     const job = new sst.aws.Function("Job", { handler: "src/job.handler" });
     new sst.aws.Cron("Disabled", { function: job.arn, schedule: "rate(1 minute)", enabled: false });
     const dead = new sst.aws.Queue("Dead");
     new sst.aws.CronV2("Nightly", {
       function: "src/job.handler",
       schedule: "cron(30 * * * ? *)",
       timezone: "Europe/Vienna",
       event: { from: "CronV2" },
       retries: 2,
       dlq: dead.arn,
     });
     new sst.aws.CronV2("Once", { function: job.arn, schedule: "at(2099-01-01T00:00:00)" });
     return { dead: dead.url };`,
    {
      files: {
        "src/job.ts": `export const handler = async (event: unknown) => {
          console.log("ran with " + JSON.stringify(event));
        };`,
      },
    },
  );
  cloud = await startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 }, watch: false });
});

afterAll(() => cloud?.stop());

const lines = () =>
  cloud.journal
    .hops(({ service, action }) => service === "lambda" && action === "Log")
    .map((hop) => JSON.stringify(cloud.journal.payloads(hop).output ?? "").replaceAll("\\", ""));

test("Cron and CronV2 run their functions when the clock is moved", async () => {
  cloud.clock.advance(2 * HOUR);
  const ran = (text: string, times: number) =>
    cloud.journal.waitFor(() => lines().filter((line) => line.includes(text)).length >= times, {
      what: `${times} runs with ${text}`,
    });
  await ran('{"from":"Cron"}', 2);
  await ran('{"from":"CronV2"}', 2);
  await ran("ran with {}", 1);
  const denied = cloud.journal.hops(({ error }) => error !== undefined);
  expect(denied).toEqual([]);
  expect(cloud.journal.hops(({ action }) => action === "TriggerRule")).toHaveLength(3);
  expect(
    cloud.journal.hops(({ service, action }) => service === "scheduler" && action === "Invoke"),
  ).toHaveLength(2);
});

test("a schedule that SST made can be read with the real client", async () => {
  const { name } = cloud.graph.resources.find(({ name }) => name === "NightlySchedule")!.outputs;
  const client = new SchedulerClient({
    endpoint: cloud.outputs.awsEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  expect(await client.send(new GetScheduleCommand({ Name: String(name) }))).toMatchObject({
    ScheduleExpression: "cron(30 * * * ? *)",
    ScheduleExpressionTimezone: "Europe/Vienna",
    State: "ENABLED",
    Target: {
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: expect.stringContaining("Dead") },
      Input: '{"from":"CronV2"}',
    },
  });
});
