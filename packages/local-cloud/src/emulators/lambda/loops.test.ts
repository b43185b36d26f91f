import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { provision } from "../../testing/provision.ts";
import { createSqsEmulator } from "../sqs/emulator.ts";
import { type Deployment, deploy } from "./fixtures/deploy.ts";
import { eventually } from "./fixtures/eventually.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = { principal: { kind: "root" }, causes: [] } as const;
const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;

let lambda: Deployment;
const queue = (name: string, inputs: Record<string, unknown> = {}) =>
  provision(lambda.cloud, sqs, "aws:sqs/queue:Queue", name, { name, ...inputs });
let sqs: ReturnType<typeof createSqsEmulator>;

beforeEach(async () => {
  lambda = await deploy({ watch: false });
  sqs = createSqsEmulator(lambda.cloud);
  lambda.cloud.add(sqs);
  await queue("dead");
});
afterEach(() => lambda.stop());

const start = async (inputs: Record<string, unknown>) => {
  await queue("orders", inputs);
  await lambda.add("resend", { handler: "looping.resend" });
  await lambda.provision("aws:lambda/eventSourceMapping:EventSourceMapping", "Mapping", {
    functionName: "resend",
    eventSourceArn: arnOf("orders"),
  });
  await lambda.emulator.start?.();
  const QueueUrl = `${lambda.cloud.endpoint}/000000000000/orders`;
  await lambda.cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: "a" }, root);
};
const runs = () => lambda.cloud.journal.hops(({ action }) => action === "Run").length;
const inQueue = (name: string) =>
  lambda.cloud
    .use("queues")
    .get(arnOf(name))!
    .peek()
    .map(({ message }) => message.body);
const redrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 100 });

test("stops a function that feeds its own queue after sixteen runs, in the dead-letter queue", async () => {
  await start({ redrivePolicy });
  await eventually(() => inQueue("dead")).toEqual([`a${".".repeat(16)}`]);
  expect(runs()).toBe(16);
  expect(inQueue("orders")).toEqual([]);
  const [moved] = lambda.cloud.journal.hops(({ action }) => action === "DeadLetter");
  expect(moved!.error).toMatchObject({ code: "RecursiveInvocationException" });
  expect(lambda.cloud.warnings).toContainEqual(
    expect.stringMatching(/resend ran 16 times .* stops the loop/),
  );
});

test("drops the message of a loop where there is no dead-letter queue", async () => {
  await start({});
  await eventually(() => lambda.cloud.warnings.length).toBeGreaterThan(0);
  await eventually(() => inQueue("orders")).toEqual([]);
  expect(runs()).toBe(16);
});

test("lets a function loop that may", async () => {
  await lambda.add("resend", { handler: "looping.resend" });
  await lambda.provision("aws:lambda/functionRecursionConfig:FunctionRecursionConfig", "Loops", {
    functionName: "resend",
    recursiveLoop: "Allow",
  });
  await queue("orders", { redrivePolicy });
  await lambda.provision("aws:lambda/eventSourceMapping:EventSourceMapping", "Mapping", {
    functionName: "resend",
    eventSourceArn: arnOf("orders"),
  });
  await lambda.emulator.start?.();
  const QueueUrl = `${lambda.cloud.endpoint}/000000000000/orders`;
  await lambda.cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: "a" }, root);
  await eventually(runs).toBeGreaterThan(20);
  expect(inQueue("dead")).toEqual([]);
});

test("does not take a message that comes again for a loop", async () => {
  await queue("orders", { redrivePolicy });
  await lambda.add("fail");
  await lambda.provision("aws:lambda/eventSourceMapping:EventSourceMapping", "Mapping", {
    functionName: "fail",
    eventSourceArn: arnOf("orders"),
  });
  await lambda.emulator.start?.();
  const QueueUrl = `${lambda.cloud.endpoint}/000000000000/orders`;
  await lambda.cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: "a" }, root);
  for (let time = 1; time <= 18; time++) {
    await eventually(() => lambda.cloud.journal.hops(({ action }) => action === "FailMessage").length).toBe(
      time,
    );
    lambda.cloud.clock.advance(30_000);
  }
  expect(inQueue("dead")).toEqual([]);
});

test("stops a function that invokes itself, and refuses what it asks for synchronously", async () => {
  await lambda.add("again", { handler: "looping.again", deadLetterConfig: { targetArn: arnOf("dead") } });
  await lambda.emulator.start?.();
  await lambda.cloud.call("lambda", "Invoke", { FunctionName: "again", InvocationType: "Event" }, root);
  await eventually(() => inQueue("dead")).toEqual(["{}"]);
  expect(runs()).toBe(16);
  const last = lambda.cloud.journal.hops(({ action }) => action === "Run").at(-1)!;
  const asked = lambda.cloud.call(
    "lambda",
    "Invoke",
    { FunctionName: "again" },
    { ...root, causes: [last.id] },
  );
  await expect(asked).rejects.toMatchObject({ code: "RecursiveInvocationException", status: 400 });
});
