import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import type { Execution, ExecutionList } from "../src/console/api.ts";
import { bootApp } from "./boot-app.ts";

const MINUTE = 60_000;
let cloud: LocalCloud;

/** After what the app does once a day, at 18:00, and before the next time. */
const nextEvening = (): number => {
  const at = new Date().setUTCHours(19, 0, 0, 0);
  return at > Date.now() ? at : at + 24 * 60 * MINUTE;
};

beforeAll(async () => {
  cloud = await bootApp("workflows", { startsAt: nextEvening() });
});
afterAll(() => cloud?.stop());

interface Answer {
  arn: string;
  statusCode: number;
  version: string;
  status: string;
  executions: object[];
}

const office = async (path: string, body: object = {}): Promise<Answer> => {
  const answer = await fetch(`${cloud.outputs.office}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
};

const onShelf = (): Promise<string> => taken(cloud.outputs.shelf);

/** The next message of a queue. */
const taken = async (queueUrl: unknown): Promise<string> => {
  const sqs = new SQSClient({
    endpoint: cloud.outputs.awsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  const QueueUrl = String(queueUrl);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  const [{ Body, ReceiptHandle } = {}] = Messages ?? [];
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Body!;
};

/** Waits until the execution has left off, as often as it did before and once more. */
const leftOff = (arn: string, times: number) =>
  expect
    .poll(
      () =>
        cloud.journal.hops(
          ({ action, input, durationMs }) =>
            action === "Run" && durationMs !== undefined && String(input).includes(arn),
        ).length,
      { timeout: 30_000 },
    )
    .toBe(times);

test("a workflow rises, is tasted, and shelves what it baked", async () => {
  const { arn, statusCode, version } = await office("start", { name: "monday", payload: { loaves: 12 } });
  expect({ statusCode, version }).toEqual({ statusCode: 202, version: "1" });
  expect(await office("start", { name: "monday", payload: { loaves: 12 } })).toMatchObject({ arn });
  const { executions } = await office("list");
  expect(executions).toEqual([expect.objectContaining({ arn, name: "monday", status: "RUNNING" })]);

  await leftOff(arn, 1);
  cloud.clock.advance(30 * MINUTE);
  const token = await onShelf();
  await leftOff(arn, 2);
  await office("succeed", { token, payload: "good" });

  expect(await onShelf()).toBe('12 loaves, "good"');
  await expect.poll(async () => (await office("describe", { arn })).status).toBe("SUCCEEDED");
});

test("the console shows it like an execution of a state machine, and its trace is one", async () => {
  const { arn } = await office("start", { name: "monday", payload: { loaves: 12 } });
  const read = async (path: string) => (await fetch(`${cloud.outputs.consoleUrl}/api/${path}`)).json();
  const listed = (await read("executions")) as ExecutionList;
  expect(listed.machines.map(({ name, total }) => [name, total])).toEqual([
    ["Announce", 0],
    ["Bake", 1],
    ["Tidy", 0],
  ]);
  const execution = (await read(`executions/${encodeURIComponent(arn)}`)) as Execution;
  expect(execution).toMatchObject({
    machine: "Bake",
    name: "monday",
    type: "DURABLE",
    status: "SUCCEEDED",
    input: { value: { loaves: 12 } },
    output: { value: { baked: 12 } },
  });
  expect(execution.states.map(({ name, type, branch, status }) => [name, type, branch, status])).toEqual([
    ["knead", "Step", undefined, "SUCCEEDED"],
    ["rise", "Wait", undefined, "SUCCEEDED"],
    ["taste", "WaitForCallback", undefined, "SUCCEEDED"],
    ["Callback", "Callback", "taste", "SUCCEEDED"],
    ["Step", "Step", "taste", "SUCCEEDED"],
    ["shelve", "Step", undefined, "SUCCEEDED"],
  ]);
  const hops = cloud.journal.trace(execution.traceId);
  const count = (action: string) => hops.filter((hop) => hop.action === action).length;
  expect({ runs: count("Run"), sent: count("SendMessage"), ended: count("EndDurableExecution") }).toEqual({
    // Of the office, and of the workflow three times.
    runs: 4,
    sent: 2,
    ended: 1,
  });
});

test("a workflow whose callback failed undoes what it had done", async () => {
  const { arn } = await office("start", { name: "tuesday", payload: { loaves: 6 } });
  await leftOff(arn, 1);
  cloud.clock.advance(30 * MINUTE);
  await office("fail", { token: await onShelf() });
  expect(await onShelf()).toBe("thrown away: 6");
  await expect.poll(async () => (await office("describe", { arn })).status).toBe("FAILED");
});

test("a workflow can be stopped", async () => {
  const { arn } = await office("start", { name: "wednesday", payload: { loaves: 1 } });
  await leftOff(arn, 1);
  expect(await office("stop", { arn })).toMatchObject({ status: "STOPPED" });
  expect(await office("describe", { arn })).toMatchObject({ status: "STOPPED" });
});

test("a bus starts a workflow", async () => {
  await fetch(String(cloud.outputs.till), { method: "POST", body: JSON.stringify({ orderId: "ord-1" }) });
  expect(await onShelf()).toBe("ord-1");
});

test("a schedule starts a workflow", async () => {
  cloud.clock.advance(24 * 60 * MINUTE);
  const started = await cloud.journal.waitFor(
    ({ action, resource }) => action === "StartDurableExecution" && resource.includes("Tidy"),
  );
  await leftOff(started.resource, 1);
  cloud.clock.advance(10 * MINUTE);
  expect(await taken(cloud.outputs.diary)).toBe("tidied bakery");
});
