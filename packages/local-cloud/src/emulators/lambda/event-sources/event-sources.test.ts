import { afterEach, beforeEach, expect, test } from "vitest";
import type { Resource, ResourceGraph } from "../../../core/resource-graph.ts";
import { provision } from "../../../testing/provision.ts";
import { createSqsEmulator } from "../../sqs/emulator.ts";
import { type Deployment, deploy } from "../fixtures/deploy.ts";
import { eventually } from "../fixtures/eventually.ts";
import { visibilityWarnings } from "./checks.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:orders";
const STREAM = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/1";

let lambda: Deployment;

beforeEach(async () => {
  lambda = await deploy({ watch: false });
  const { cloud } = lambda;
  const sqs = createSqsEmulator(cloud);
  cloud.add(sqs);
  const queue = async (name: string, inputs: Record<string, unknown> = {}) => {
    const type = "aws:sqs/queue:Queue";
    const outputs = await provision(cloud, sqs, type, name, { name, ...inputs });
    const resource: Resource = { type, name, urn: name, id: name, inputs, outputs };
    (cloud.graph.resources as Resource[]).push(resource);
  };
  Object.assign(cloud, { graph: { ...cloud.graph, resources: [] } satisfies ResourceGraph });
  await queue("dead-letters");
  await queue("orders", {
    visibilityTimeoutSeconds: 30,
    redrivePolicy: JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:eu-west-1:000000000000:dead-letters",
      maxReceiveCount: 2,
    }),
  });
  await queue("orders.fifo", { fifoQueue: true });
});
afterEach(() => lambda.stop());

const map = (inputs: Record<string, unknown>) =>
  lambda.provision("aws:lambda/eventSourceMapping:EventSourceMapping", "OrdersMapping", inputs);

const send = (name: string, ...bodies: string[]) =>
  lambda.cloud.call(
    "sqs",
    "SendMessageBatch",
    {
      QueueUrl: `${lambda.cloud.endpoint}/000000000000/${name}`,
      Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
    },
    root,
  );
const runs = () => lambda.cloud.journal.hops(({ action }) => action === "Run");
const ran = (count: number) =>
  eventually(() => runs().filter(({ durationMs }) => durationMs !== undefined).length).toBe(count);
const receiveDead = () =>
  lambda.cloud.call(
    "sqs",
    "ReceiveMessage",
    { QueueUrl: `${lambda.cloud.endpoint}/000000000000/dead-letters` },
    root,
  );

test("hands messages over in AWS's shape, and only those the filter lets through", async () => {
  await lambda.add("collect");
  await map({
    functionName: "collect",
    eventSourceArn: QUEUE,
    filterCriteria: { filters: [{ pattern: JSON.stringify({ body: { kind: ["cake"] } }) }] },
  });
  await send("orders", '{"kind":"bread"}', '{"kind":"cake"}');
  await lambda.emulator.start?.();
  await ran(1);
  const [run] = runs();
  expect(JSON.parse(String(run!.input))).toEqual({
    Records: [
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body: '{"kind":"cake"}',
        attributes: expect.objectContaining({
          ApproximateReceiveCount: "1",
          SentTimestamp: expect.any(String),
        }),
        messageAttributes: {},
        md5OfBody: expect.any(String),
        eventSource: "aws:sqs",
        eventSourceARN: QUEUE,
        awsRegion: "eu-west-1",
      },
    ],
  });
  expect(run!.source).toBe(QUEUE);
});

test("messages that were taken wait for a thread, and whoever asks is told so", async () => {
  await lambda.add("collect");
  await map({ functionName: "collect", eventSourceArn: QUEUE });
  await send("orders", "a");
  await lambda.emulator.start?.();
  const { waiting } = lambda.cloud.use("invocations");
  const queue = lambda.cloud.use("queues").get(QUEUE);
  expect([queue?.counts().inFlight, runs().length, waiting()]).toEqual([1, 0, 1]);
  await ran(1);
  expect(waiting()).toBe(0);
});

test("a reported message comes again and ends in the dead-letter queue with its reason; the others are done", async () => {
  await lambda.add("failSome");
  await map({
    functionName: "failSome",
    eventSourceArn: QUEUE,
    functionResponseTypes: ["ReportBatchItemFailures"],
  });
  await send("orders", "good", "poison");
  await lambda.emulator.start?.();
  await ran(1);
  lambda.cloud.clock.advance(30_000);
  await ran(2);
  expect(JSON.parse(String(runs()[1]!.input)).Records.map(({ body }: { body: string }) => body)).toEqual([
    "poison",
  ]);
  lambda.cloud.clock.advance(30_000);
  await eventually(async () => (await receiveDead()).Messages?.[0]?.Body).toBe("poison");
  const [dead] = lambda.cloud.journal.hops(({ action }) => action === "DeadLetter");
  expect(dead!.error).toEqual({ code: "BatchItemFailure", message: expect.stringContaining("is poison") });
  const failures = lambda.cloud.journal.hops(({ action }) => action === "FailMessage");
  expect(dead!.causes).toContain(failures.at(-1)!.id);
  expect(failures[0]!.causes).toEqual([runs()[0]!.id]);
});

test("without ReportBatchItemFailures the answer means nothing", async () => {
  await lambda.add("failSome");
  await map({ functionName: "failSome", eventSourceArn: QUEUE });
  await send("orders", "poison");
  await lambda.emulator.start?.();
  await ran(1);
  expect(lambda.cloud.journal.hops(({ action }) => action === "FailMessage")).toEqual([]);
});

test("an error of the function fails every message of the batch", async () => {
  await lambda.add("fail");
  await map({ functionName: "fail", eventSourceArn: QUEUE });
  await send("orders", "a", "b");
  await lambda.emulator.start?.();
  await ran(1);
  const failures = () => lambda.cloud.journal.hops(({ action }) => action === "FailMessage");
  await eventually(() => failures().length).toBe(2);
  expect(failures()[0]!.error).toEqual({ code: "OutOfStock", message: "no croissants" });
});

test.each([
  [
    "a function timeout over the visibility timeout",
    { timeout: 60 },
    {},
    /Queue visibility timeout: 30 seconds is less/,
  ],
  [
    "a large batch without a window",
    {},
    { batchSize: 11 },
    /must be greater than 0 if maximum batch size is greater than 10/,
  ],
  [
    "a large batch of a FIFO queue",
    {},
    { batchSize: 11, eventSourceArn: `${QUEUE}.fifo` },
    /at most 10, not 11/,
  ],
  [
    "a window on a FIFO queue",
    {},
    { maximumBatchingWindowInSeconds: 1, eventSourceArn: `${QUEUE}.fifo` },
    /not supported for FIFO queues/,
  ],
  [
    "a stream's property on a queue",
    {},
    { bisectBatchOnFunctionError: true },
    /Unsupported BisectBatchOnFunctionError parameter/,
  ],
  ["a maximum concurrency of one", {}, { scalingConfig: { maximumConcurrency: 1 } }, /maximumConcurrency/],
  ["a stream without a starting position", {}, { eventSourceArn: STREAM }, /startingPosition/],
  ["an unknown function", {}, { functionName: "nobody" }, /OrdersMapping: Function does not exist/],
])("refuses %s", async (_what, fn, mapping, message) => {
  await lambda.add("collect", fn);
  await expect(map({ functionName: "collect", eventSourceArn: QUEUE, ...mapping })).rejects.toThrow(message);
});

test("warns of a visibility timeout under six times the function's", async () => {
  await lambda.add("collect", { timeout: 10 });
  await map({ functionName: "collect", eventSourceArn: QUEUE });
  await lambda.emulator.start?.();
  expect(lambda.cloud.warnings).toEqual([expect.stringContaining("set it to 60 s or more")]);
});

test("warns once of all queues that have the same times", () => {
  const standard = { visibility: 30, timeout: 20, advised: 120 };
  expect(
    visibilityWarnings([
      { queue: "Orders", ...standard },
      { queue: "Emails", visibility: 60, timeout: 20, advised: 125 },
      { queue: "Texts", ...standard },
    ]),
  ).toEqual([
    expect.stringMatching(/^Orders, Texts: .* of 30 s .* the 20 s .* to 120 s or more/),
    expect.stringMatching(/^Emails: .* plus the batching window; set it to 125 s/),
  ]);
});
