import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const MINUTE = 60_000;

const office = `
import { Resource } from "sst";
import { task } from "sst/aws/task";
const own = Resource as any;
export const handler = async ({ rawPath, queryStringParameters: { arn, loaf } = {} as any }: any) => {
  if (rawPath === "/run") return { arn: (await task.run(own.Baking, { LOAF: loaf })).arn };
  if (rawPath === "/stop") return { status: (await task.stop(own.Baking, arn)).status };
  const { response } = await task.describe(own.Baking, arn);
  const [{ lastStatus, stopCode, containers }] = response.tasks;
  return { lastStatus, stopCode, exitCode: containers[0].exitCode };
};`;

// Puts what it bakes on the shelf; a long one stays in the oven.
const baking = `
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
const { url } = JSON.parse(process.env.SST_RESOURCE_Shelf);
const loaf = process.env.LOAF ?? JSON.parse(process.env.SST_EVENT ?? "{}").loaf;
console.log("baking " + loaf + " in " + process.env.OVEN + process.env.SST_TASK_ID);
await new SQSClient().send(new SendMessageCommand({ QueueUrl: url, MessageBody: loaf }));
if (loaf === "pumpernickel") setInterval(() => {}, 1000);
process.exitCode = loaf === "rye" ? 0 : 3;`;

let cloud: LocalCloud;
const warnings: string[] = [];

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "tasks",
    `const shelf = new sst.aws.Queue("Shelf");
     shelf.subscribe("src/shelf.handler");
     const changes = new sst.aws.Function("Changes", { handler: "src/shelf.handler" });
     const rule = new aws.cloudwatch.EventRule("TaskChanges", {
       eventPattern: JSON.stringify({ source: ["aws.ecs"], detail: { lastStatus: ["STOPPED"] } }),
     });
     new aws.cloudwatch.EventTarget("TaskChangesTarget", { rule: rule.name, arn: changes.arn });
     new aws.lambda.Permission("TaskChangesPermission", {
       action: "lambda:InvokeFunction", function: changes.name, principal: "events.amazonaws.com", sourceArn: rule.arn,
     });
     const vpc = new sst.aws.Vpc("Network");
     const cluster = new sst.aws.Cluster("Kitchen", { vpc });
     const task = new sst.aws.Task("Baking", {
       cluster,
       link: [shelf],
       environment: { OVEN: "stone" },
       dev: { command: "node baking.mjs", directory: "oven" },
     });
     new sst.aws.Task("Idle", { cluster });
     new sst.aws.Cron("Hourly", { task, schedule: "cron(0 * * * ? *)", event: { loaf: "spelt" } });
     new sst.aws.CronV2("Nightly", { task, schedule: "cron(0 0 * * ? *)", event: { loaf: "brioche" } });
     const office = new sst.aws.Function("Office", { handler: "src/office.handler", url: true, link: [task] });
     return { office: office.url };`,
    {
      files: {
        "src/office.ts": office,
        "src/shelf.ts": "export const handler = async (event) => console.log(JSON.stringify(event));",
        "oven/baking.mjs": baking,
      },
    },
  );
  cloud = await startLocalCloud({
    root,
    ports: { web: 0, aws: 0, console: 0 },
    watch: false,
    onWarning: (message) => warnings.push(message),
  });
});
afterAll(() => cloud?.stop());

const ask = async (path: string) =>
  (await (await fetch(`${cloud.outputs.office}${path}`)).json()) as Record<string, unknown>;
const logged = (text: string) =>
  cloud.journal.waitFor(
    (hop) => hop.action === "Log" && JSON.stringify(cloud.journal.payloads(hop).output ?? "").includes(text),
    { what: `"${text}" in a log`, timeoutMs: 60_000 },
  );

test("a function runs a task, which has links, its role and what the call says, and can see how it ended", async () => {
  const { arn } = await ask("run?loaf=rye");
  expect(arn).toMatch(/^arn:aws:ecs:eu-west-1:000000000000:task\/\S+\/[0-9a-f]{32}$/);
  await logged("baking rye in stoneundefined");
  await logged('\\"body\\":\\"rye\\"');
  await expect
    .poll(() => ask(`describe?arn=${arn}`))
    .toEqual({ lastStatus: "STOPPED", stopCode: "EssentialContainerExited", exitCode: 0 });
  await logged("ECS Task State Change");
});

test("a task can be stopped", async () => {
  const { arn } = await ask("run?loaf=pumpernickel");
  await logged("baking pumpernickel");
  expect(await ask(`describe?arn=${arn}`)).toMatchObject({ lastStatus: "RUNNING" });
  await ask(`stop?arn=${arn}`);
  await expect.poll(() => ask(`describe?arn=${arn}`)).toMatchObject({ stopCode: "UserInitiated" });
});

test("rules and schedules run tasks with their event", async () => {
  cloud.clock.advance(24 * 60 * MINUTE);
  await logged("baking spelt");
  await logged("baking brioche");
});

test("a task without a command is said to be one", () => {
  expect(warnings.join("\n")).toMatch(/^Idle runs in a container on AWS.*dev: \{ command/m);
});
