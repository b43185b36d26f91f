import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import {
  anOrder,
  type Bakery,
  type Customer,
  checkInvariants,
  newOrderId,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readLetter } from "./dlq/letter.ts";
import { deadLetterQueues, findQueue } from "./dlq/queues.ts";
import { giveBack, receiveUpTo } from "./dlq/read.ts";
import { redrive } from "./dlq/redrive.ts";
import { repair } from "./dlq/repair.ts";
import { recordContent, recordsOf } from "./dlq/stream.ts";
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
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const all = { max: 1000, dryRun: false };
const queue = (name: string) => findQueue(target, name);
const lettersIn = async (name: string) => {
  const from = await queue(name);
  const lent = await receiveUpTo(target, from, 100);
  await giveBack(target, from, lent);
  return lent.map((message) => readLetter(message, from));
};
const size = (name: string) => bakery.queue(`${name}DeadLetterQueue`).size();
const givenUp = (name: string, count = 1) =>
  bakery.until(`${name} is given up`, () => size(name) >= count, { between: () => bakery.pass(61_000) });
const killed = new Error("killed");

const requested = (orderId: string, order: object = anOrder()) => ({
  metadata: {
    correlationId: orderId,
    causationId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    requestedAt: Date.now(),
  },
  data: { orderId, customer: { customerId: ann.customerId, email: ann.email }, order },
});

test("knows every dead-letter queue of the system, and what gives up into it", async () => {
  const found = await deadLetterQueues(target);
  const declared = bakery.queues.filter(({ isDeadLetterQueue }) => isDeadLetterQueue);

  expect(found.map(({ arn }) => arn).sort()).toEqual(declared.map(({ arn }) => arn).sort());
  expect(found.filter(({ sources }) => sources.length === 0)).toEqual([]);
  const kinds = new Set(found.flatMap(({ sources }) => sources.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([
    "function",
    "mapping",
    "pipe",
    "queue",
    "rule",
    "schedule",
    "subscription",
  ]);
});

test("a poison message stays with the reason, is repaired, and becomes the order it was to be", async () => {
  const orderId = newOrderId();
  const [line] = anOrder().lines;
  await bakery
    .queue("PlaceOrderQueue")
    .send(requested(orderId, { ...anOrder(), lines: [{ ...line, quantity: 0 }] }));
  await givenUp("PlaceOrder");
  const [letter] = await lettersIn("PlaceOrder");
  expect(letter).toMatchObject({
    origin: { kind: "queue", queueArn: bakery.queue("PlaceOrderQueue").arn },
    correlationId: orderId,
    contract: {
      contract: "message of PlaceOrderQueue",
      broken: expect.stringContaining("data.order.lines.0.quantity"),
    },
  });

  const placeOrder = await queue("PlaceOrder");
  const stays = await redrive(target, placeOrder, all);
  expect(stays.messages).toEqual([
    { id: letter!.id, outcome: "stays", why: expect.stringContaining("data.order.lines.0.quantity") },
  ]);
  const set = (assignment: string) => ({
    id: letter!.id,
    dryRun: false,
    change: (body: unknown) => setPath(body, assignment),
  });
  await expect(repair(target, placeOrder, set("data.order.lines.0.quantity=-1"))).rejects.toThrow(
    /would break its contract.*Nothing was changed/,
  );

  // Killed when the new one is there, and the old one not gone yet.
  await expect(
    repair(target, placeOrder, set("data.order.lines.0.quantity=2"), () => {
      throw killed;
    }),
  ).rejects.toThrow(killed);
  expect(size("PlaceOrder")).toBe(2);
  const { messages } = await redrive(target, placeOrder, all);
  expect(messages.map(({ outcome }) => outcome).sort()).toEqual([
    "redriven",
    "replaced by its repaired form",
  ]);
  await expect(ann.decided(orderId)).resolves.toMatchObject({
    status: "CONFIRMED",
    lines: [{ quantity: 2 }],
  });
  await settle(bakery);
  await checkInvariants(bakery);
});

test("killed between sending and deleting, it sends again, and the order is placed once", async () => {
  bakery.faults.onCall(({ functionName }) => (functionName.includes("PlaceOrder") ? "before" : undefined));
  const orderIds = [await ann.place(), await ann.place()];
  await givenUp("PlaceOrder", 2);
  bakery.faults.clear();

  const placeOrder = await queue("PlaceOrder");
  const dry = await redrive(target, placeOrder, { ...all, dryRun: true });
  expect(dry.messages.map(({ outcome }) => outcome)).toEqual(["would be redriven", "would be redriven"]);
  const steps: string[] = [];
  await expect(
    redrive(target, placeOrder, all, ({ step, message }) => {
      steps.push(`${step} ${message.outcome}`);
      if (steps.length === 1) throw killed;
    }),
  ).rejects.toThrow(killed);
  expect(steps).toEqual(["sent redriven"]);
  expect(size("PlaceOrder")).toBe(2);
  expect((await redrive(target, placeOrder, all)).messages).toHaveLength(2);

  for (const orderId of orderIds)
    await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await settle(bakery);
  await checkInvariants(bakery);
});

test("an event that the rule could not deliver comes to its target, and to nobody else", async () => {
  const { url } = bakery.queue("AuthorizePaymentQueue");
  const { sqs } = bakery.clients;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["Policy"] }),
  );
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: "" } }));
  const orderId = await ann.place();
  await bakery.until("the event is given up", () => size("PaymentsRules") === 1);
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: Attributes!.Policy! } }),
  );

  const [letter] = await lettersIn("PaymentsRules");
  expect(letter).toMatchObject({
    origin: { kind: "rule", targetArn: bakery.queue("AuthorizePaymentQueue").arn },
    reason: expect.stringContaining("NO_PERMISSIONS"),
    correlationId: expect.any(String),
    contract: { contract: "PaymentRequested v1" },
  });
  const published = bakery.published.length;
  const { messages } = await redrive(target, await queue("PaymentsRules"), all);
  expect(messages).toMatchObject([
    { outcome: "redriven", to: expect.stringContaining("AuthorizePaymentQueue") },
  ]);
  expect(
    bakery.published.slice(published).filter((event) => event["detail-type"] === "PaymentRequested"),
  ).toEqual([]);
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await settle(bakery);
  await checkInvariants(bakery, { warned: /AuthorizePayment/ });
});

test("records that a pipe gave up on are read from the stream, and published", async () => {
  bakery.faults.onPublish((detailType) => detailType === "OrderPlaced");
  const orderId = await ann.place();
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await givenUp("OrdersOutbox");
  bakery.faults.clear();

  // Whatever else of the order came into its lane waited behind it, and was given up with it: in a
  // batch of its own, or in the same one.
  const letters = await lettersIn("OrdersOutbox");
  const records = await Promise.all(
    letters.map(async ({ origin }) => {
      if (origin.kind !== "pipe") throw new Error(`${origin.kind} is no pointer.`);
      return (await recordsOf(target, origin.batch)).map(recordContent);
    }),
  );
  expect(records.flat()).toContainEqual(
    expect.objectContaining({
      "detail-type": "OrderPlaced",
      detail: expect.objectContaining({ data: expect.objectContaining({ orderId }) }),
    }),
  );
  const placed = () =>
    bakery.published.filter(
      (event) => event["detail-type"] === "OrderPlaced" && event.detail.data.orderId === orderId,
    );
  expect(placed()).toEqual([]);
  const outbox = await queue("OrdersOutbox");
  const read = records.map(({ length }) => expect.stringMatching(`read from the stream: ${length}$`));
  const { messages } = await redrive(target, outbox, all);
  expect(messages).toHaveLength(letters.length);
  expect(messages).toEqual(
    expect.arrayContaining(read.map((to) => expect.objectContaining({ outcome: "redriven", to }))),
  );
  expect(placed()).toHaveLength(1);
  await settle(bakery);
  await checkInvariants(bakery, { warned: /AuthorizePayment/ });
});

test("records past the stream's retention stay, and it says so", async () => {
  const pipe = bakery.local.graph.resources.find(({ name }) => name === "OrdersOutboxPipe")!;
  const place = {
    shardId: "shardId-00000000000000000000-00000000",
    startSequenceNumber: "000000000000000000001",
    endSequenceNumber: "000000000000000000001",
    approximateArrivalOfFirstRecord: "2026-01-01T00:00:00Z",
    approximateArrivalOfLastRecord: "2026-01-01T00:00:00Z",
    batchSize: 1,
    streamArn: String(pipe.inputs.source),
  };
  await bakery.queue("OrdersOutboxDeadLetterQueue").send({
    context: { partnerResourceArn: bakery.arn("OrdersOutboxPipe"), condition: "RetryAttemptsExhausted" },
    version: "1.0",
    timestamp: "2026-01-01T00:00:00Z",
    DDBStreamBatchInfo: place,
  });

  const { messages } = await redrive(target, await queue("OrdersOutbox"), all);
  expect(messages).toMatchObject([{ outcome: "stays", why: expect.stringMatching(/any more.*seven days/) }]);
  expect(size("OrdersOutbox")).toBe(1);
});
