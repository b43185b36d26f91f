import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { StockReleased } from "@sourdough/events-schema";
import { events } from "@sourdough/events-schema/local-cloud";
import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findQueue } from "./dlq/queues.ts";
import { redrive } from "./dlq/redrive.ts";
import { repair } from "./dlq/repair.ts";
import { setPath } from "./set-path.ts";
import { localTarget, type Target } from "./target.ts";

let bakery: Bakery;
let target: Target;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  target = localTarget(bakery.outputs);
  ann = await bakery.signUp();
});
afterAll(() => bakery?.stop());

const redriven = async (name: string) =>
  (await redrive(target, await findQueue(target, name), { max: 100, dryRun: false })).messages;
const size = (name: string) => bakery.queue(`${name}DeadLetterQueue`).size();
const put = (name: string, body: unknown, attributes: Record<string, string> = {}) =>
  target.sqs.send(
    new SendMessageCommand({
      QueueUrl: bakery.queue(`${name}DeadLetterQueue`).url,
      MessageBody: JSON.stringify(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: "String", StringValue }]),
      ),
    }),
  );
const began = (machine: string) =>
  bakery.hops(({ action, source = "" }) => action === "BeginExecution" && source.endsWith(`-${machine}`));
const released = () => {
  const contract = events.find(({ detailType }) => detailType === "StockReleased")!;
  return { source: contract.source, "detail-type": StockReleased.name, detail: contract.examples()[0] };
};

test("an event without a contract goes back to the bus once it has one", async () => {
  const { source, detail } = released() as { source: string; detail: { metadata: object } };
  await bakery.publish(source, "StockReleased", { ...detail, metadata: { ...detail.metadata, version: 99 } });
  await bakery.until("nobody takes it", () => size("UnknownEvents") === 1);
  expect(await redriven("UnknownEvents")).toMatchObject([
    { outcome: "stays", why: expect.stringContaining("publishes no StockReleased v99") },
  ]);

  await repair(target, await findQueue(target, "UnknownEvents"), {
    id: undefined,
    dryRun: false,
    change: (body) => setPath(body, "event.detail.metadata.version=1"),
  });
  expect(await redriven("UnknownEvents")).toMatchObject([{ outcome: "redriven", to: "the bus" }]);
  await bakery.quiet();
  expect(size("UnknownEvents")).toBe(0);
  expect(began("RecordReturns")).toHaveLength(1);
});

test("what a state machine gave up goes to the one that its rule starts", async () => {
  const before = began("RecordReturns").length;
  await put("OrdersRules", { event: released(), error: { Error: "DynamoDB.Throttled", Cause: "too fast" } });

  expect(await redriven("OrdersRules")).toMatchObject([
    { outcome: "redriven", to: "state machine sourdough-local-RecordReturns" },
  ]);
  await bakery.quiet();
  expect(began("RecordReturns")).toHaveLength(before + 1);
});

test("what a rule gave up on before its machine had an alias goes to the alias", async () => {
  const before = began("RecordReturns").length;
  const named = bakery.arn("RecordReturns");
  await put("OrdersRules", released(), {
    RULE_ARN: bakery.arn("ReturnsRule"),
    TARGET_ARN: named,
    ERROR_CODE: "THROTTLING",
  });

  expect(await redriven("OrdersRules")).toMatchObject([{ outcome: "redriven" }]);
  await bakery.quiet();
  expect(began("RecordReturns")).toHaveLength(before + 1);
  expect(
    bakery.hops(
      ({ action, input }) => action === "StartExecution" && JSON.stringify(input).includes("redrive-"),
    ),
  ).toContainEqual(
    expect.objectContaining({ input: expect.objectContaining({ stateMachineArn: `${named}:live` }) }),
  );
});

test("what a schedule could not start is started, once", async () => {
  const closing = { storeId: "store-1", closesAt: "2026-11-20T18:00:00Z", closingTime: "19:00" };
  await put("OrdersSchedules", closing, {
    SCHEDULE_ARN: "arn:aws:scheduler:eu-west-1:000000000000:schedule/sourdough-local-closings/store-1",
    TARGET_ARN: bakery.arn("CloseOfDay"),
    ERROR_CODE: "States.Throttling",
  });
  const before = began("CloseOfDay").length;
  const queue = await findQueue(target, "OrdersSchedules");
  const killed = () =>
    redrive(target, queue, { max: 10, dryRun: false }, () => {
      throw new Error("killed");
    });

  await expect(killed()).rejects.toThrow("killed");
  expect(await redriven("OrdersSchedules")).toMatchObject([{ outcome: "redriven" }]);
  await bakery.quiet();
  // The name of the execution is that of the message.
  expect(began("CloseOfDay")).toHaveLength(before + 1);
});

test("a reminder that could not be put on the bus is put there, though its schedule is gone", async () => {
  const due = events.find(({ detailType }) => detailType === "CollectionReminderDue")!;
  await put("OrdersSchedules", due.examples()[0], {
    SCHEDULE_ARN:
      "arn:aws:scheduler:eu-west-1:000000000000:schedule/sourdough-local-reminders/ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
    TARGET_ARN: "arn:aws:events:eu-west-1:000000000000:event-bus/sourdough-local-bus",
    ERROR_CODE: "InternalFailure",
  });

  expect(await redriven("OrdersSchedules")).toMatchObject([
    { outcome: "redriven", to: "the bus, as CollectionReminderDue v1" },
  ]);
});

test("an execution of a durable function that failed begins anew, and does nothing twice", async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await settle(bakery);
  const run = bakery.hops(
    ({ action, input }) =>
      action === "Invoke" && JSON.stringify(input).includes(`"DurableExecutionName":"${orderId}"`),
  )[0]!;
  const { Payload, FunctionName } = run.input as { Payload: unknown; FunctionName: string };
  await put("FulfilOrder", {
    version: "1.0",
    timestamp: "2026-11-20T18:00:00Z",
    requestContext: {
      requestId: "1",
      functionArn: FunctionName,
      condition: "RetriesExhausted",
      approximateInvokeCount: 1,
    },
    requestPayload: typeof Payload === "string" ? JSON.parse(Payload) : Payload,
    responsePayload: { errorType: "TransientError", errorMessage: "DynamoDB left it unread." },
  });

  expect(await redriven("FulfilOrder")).toMatchObject([
    { outcome: "redriven", to: expect.stringContaining("durable function") },
  ]);
  await settle(bakery);
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await checkInvariants(bakery);
});

test("what a function that counts by windows gave up stays, and it says why", async () => {
  await target.kinesis.send(
    new PutRecordCommand({
      StreamARN: bakery.arn("ActivityStreamStream"),
      PartitionKey: "store-1",
      Data: Buffer.from(JSON.stringify({ kind: "ProductViewed", version: 1, storeId: "store-1" })),
    }),
  );
  await bakery.until("it is given up", () => size("CountDemand") === 1, {
    between: () => bakery.pass(5000),
  });

  expect(await redriven("CountDemand")).toMatchObject([
    { outcome: "stays", why: expect.stringMatching(/counts by windows.*1 records stay uncounted/) },
  ]);
});
