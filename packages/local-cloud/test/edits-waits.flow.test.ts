import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  InvokeCommand,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda";
import {
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootEdited, type EditedCloud } from "./boot-app.ts";
import { appFolder } from "./command-line.ts";

const WAIT_MINUTES = 30;
const WITHIN = { timeout: 60_000 };

/** Whoever waited says so on a bus that nobody listens to, until the edit adds a queue. */
const infraWith = (listeners: string) => `
const { StepFunctions } = sst.aws;
export const infra = () => {
  const bus = new sst.aws.Bus("Done");
  const asked = new sst.aws.Queue("Asked");
  const tell = (name: string) => StepFunctions.eventBridgePutEvents({
    name: "Tell" + name,
    events: [{ bus, source: "bakery", detailType: name, detail: {} }],
  });
  const pause = StepFunctions.wait({ name: "Pause", time: "${WAIT_MINUTES} minutes" });
  const rest = new StepFunctions("Rest", { definition: pause.next(tell("rested")) });
  const ask = StepFunctions.sqsSendMessage({
    name: "Ask",
    integration: "token",
    queue: asked,
    messageBody: "{% 'machine ' & $states.context.Task.Token %}",
  });
  const taste = new StepFunctions("Taste", { definition: ask.next(tell("tasted")) });
  const bake = new sst.aws.Workflow("Bake", { handler: "bake.handler", link: [bus, asked] });
  ${listeners}
  return {
    rest: rest.arn, taste: taste.arn, asked: asked.url, heard: heard?.url,
    bake: bake.name, version: bake.qualifier,
  };
};`;
const before = infraWith("const heard = undefined as sst.aws.Queue | undefined;");
const after = infraWith(`const heard = new sst.aws.Queue("Heard"); bus.subscribeQueue("Hear", heard);`);

const bake = `
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";
import { workflow } from "sst/aws/workflow";

const events = new EventBridgeClient({});
const sqs = new SQSClient({});
const ask = (token: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: Resource.Asked.url, MessageBody: "function " + token }));

export const handler = workflow.handler(async ({ asks }: { asks: boolean }, ctx) => {
  const DetailType = asks ? "baked when told" : "baked in time";
  if (asks) await ctx.waitForCallback("taste", async (token) => void (await ask(token)));
  else await ctx.wait("rise", { minutes: ${WAIT_MINUTES} });
  await ctx.step("tell", async () => {
    const EventBusName = Resource.Done.name;
    await events.send(
      new PutEventsCommand({ Entries: [{ EventBusName, Source: "bakery", DetailType, Detail: "{}" }] }),
    );
  });
});`;

const root = appFolder("edited-waits", `return (await import("./infra.ts")).infra();`, {
  files: { "infra.ts": before, "bake.ts": bake },
});
let edited: EditedCloud;
let cloud: LocalCloud;
let sqs: SQSClient;
let sfn: SFNClient;
let lambda: LambdaClient;

beforeAll(async () => {
  edited = await bootEdited(root);
  cloud = edited.cloud;
  sqs = new SQSClient(edited.client);
  sfn = new SFNClient(edited.client);
  lambda = new LambdaClient(edited.client);
});
afterAll(() => edited?.stop());

const output = (name: string) => String(cloud.outputs[name]);

/** So many messages of a queue, sorted. */
const taken = async (queue: string, count: number): Promise<string[]> => {
  const bodies: string[] = [];
  const take = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.push(Body!);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
    }
    return bodies.length;
  };
  await expect.poll(take, WITHIN).toBe(count);
  return bodies.sort();
};
const start = (machine: string) =>
  sfn.send(new StartExecutionCommand({ stateMachineArn: output(machine), name: "monday" }));
const invoke = (DurableExecutionName: string, payload: object) =>
  lambda.send(
    new InvokeCommand({
      FunctionName: output("bake"),
      Qualifier: output("version"),
      InvocationType: "Event",
      DurableExecutionName,
      Payload: JSON.stringify(payload),
    }),
  );
/** Of all executions. */
const statuses = async () => {
  const found: (string | undefined)[] = [];
  for (const machine of ["rest", "taste"]) {
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: output(machine) }),
    );
    found.push(...executions.map(({ status }) => status));
  }
  const { DurableExecutions = [] } = await lambda.send(
    new ListDurableExecutionsByFunctionCommand({ FunctionName: output("bake") }),
  );
  return [...found, ...DurableExecutions.map(({ Status }) => Status)];
};
/** How many runs of the function have ended, or left off. */
const leftOff = () =>
  cloud.journal.hops(
    ({ service, action, durationMs }) => service === "lambda" && action === "Run" && durationMs !== undefined,
  ).length;

test("executions that wait for a time, a token or a callback go on with the graph of an edit", async () => {
  await start("rest");
  await start("taste");
  await invoke("in-time", { asks: false });
  await invoke("when-told", { asks: true });
  const [told = "", task = ""] = await taken(output("asked"), 2);
  await expect.poll(leftOff, WITHIN).toBe(2);
  expect(await statuses()).toEqual(["RUNNING", "RUNNING", "RUNNING", "RUNNING"]);

  writeFileSync(join(root, "infra.ts"), after);
  await expect.poll(() => edited.edits, WITHIN).toHaveLength(1);
  expect(edited.edits[0]).toMatchObject({
    kind: "applied",
    changes: { added: ["DoneSubscriberHear", "Heard"], removed: [], changed: [] },
    dropped: [],
  });
  expect(await statuses()).toEqual(["RUNNING", "RUNNING", "RUNNING", "RUNNING"]);

  cloud.clock.advance(WAIT_MINUTES * 60_000);
  const [, taskToken] = task.split(" ");
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
  const [, CallbackId] = told.split(" ");
  await lambda.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId }));

  const heard = (await taken(output("heard"), 4)).map((body) => JSON.parse(body)["detail-type"]);
  expect(heard.sort()).toEqual(["baked in time", "baked when told", "rested", "tasted"]);
  await expect.poll(statuses, WITHIN).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
}, 240_000);
