import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Hop, HopDraft } from "sourdough-local";
import { createJournal } from "sourdough-local/testing";
import { ulid } from "ulid";
import { describeMachine, type Figure, formatTable } from "./report.ts";
import { median, percentile } from "./statistics.ts";

/**
 * What the journal costs, in a process of its own: `npm run bench -- --only journal`. An order leaves about 130 hops of
 * 1.3 KB, and many hand on the payload of the hop before them.
 */
const hopsTarget = 100_000;
const limits = { megabytes: 150, findMs: 50, recordMicros: 15 };

const journal = createJournal({ capacity: hopsTarget });
const recordMicros: number[] = [];
const orders: string[] = [];

const record = (draft: HopDraft): Hop => {
  const started = performance.now();
  const hop = journal.record(draft);
  journal.finish(hop, {
    output: { MessageId: randomUUID(), MD5OfMessageBody: randomBytes(16).toString("hex") },
  });
  recordMicros.push((performance.now() - started) * 1000);
  return hop;
};

const event = (orderId: string, customerId: string) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "StockReservationRequested",
  source: "sourdough.orders",
  account: "000000000000",
  time: new Date().toISOString(),
  detail: {
    metadata: {
      eventId: `evt-${ulid()}-stock-requested`,
      version: 1,
      occurredAt: new Date().toISOString(),
      correlationId: orderId,
      causationId: `evt-${ulid()}`,
      traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
    },
    data: {
      orderId,
      customerId,
      storeId: "store-1",
      replyTo: randomBytes(120).toString("base64"),
      lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
    },
  },
});

/** A step of an order: what is sent, taken out, and handed to a workflow and its states. */
const step = (orderId: string, customerId: string, causes: number[]): number[] => {
  const service = "sqs";
  const body = event(orderId, customerId);
  const resource = "arn:aws:sqs:eu-west-1:000000000000:sourdough-local-StockReservationQueueQueue-ndtunxcs";
  const MessageBody = JSON.stringify(body);
  const messageId = randomUUID();
  const sent = record({
    service,
    action: "SendMessage",
    resource,
    causes,
    input: { QueueUrl: resource, MessageBody },
  });
  journal.link(`sqs:${messageId}`, sent);
  const records = [
    { messageId, receiptHandle: randomUUID(), body: MessageBody, attributes: {}, eventSourceARN: resource },
  ];
  let cause = record({ service, action: "Receive", resource, causes: [sent.id], input: records });
  const execution = `arn:aws:states:eu-west-1:000000000000:express:sourdough-local-ReserveStock:${randomUUID()}:${randomUUID()}`;
  const text = JSON.stringify(records);
  for (const input of [records, { stateMachineArn: resource, input: text }, records, records, body])
    cause = record({
      service: "states",
      action: "EnterState",
      resource: execution,
      causes: [cause.id],
      input,
    });
  return [cause.id];
};

globalThis.gc?.();
const before = process.memoryUsage();
while (journal.size.recorded < hopsTarget) {
  const started = performance.now();
  const orderId = `ord-${ulid()}`;
  const customerId = randomUUID();
  const put = record({
    service: "execute-api",
    action: "PUT",
    resource: `arn:aws:execute-api:eu-west-1:000000000000:n2qphnjbss/local/PUT/orders/${orderId}`,
    input: { lines: [{ sku: "butter-croissant", quantity: 3 }] },
  });
  let causes = [put.id];
  for (let count = 0; count < 18; count++) causes = step(orderId, customerId, causes);
  orders.push(orderId);
  // 40 orders a second.
  await wait(Math.max(25 - (performance.now() - started), 1));
}
const backlogMs = (() => {
  const started = performance.now();
  journal.mentions.of(orders[0]!);
  return performance.now() - started;
})();
await wait(3000);
globalThis.gc?.();
const after = process.memoryUsage();

const finds = orders
  .filter((_, index) => index % 7 === 0)
  .map((orderId) => {
    const started = performance.now();
    const processor = process.cpuUsage();
    const hops = journal.mentions.of(orderId).map((id) => journal.hop(id)!);
    for (const hop of hops) journal.payloads(hop);
    if (hops.length === 0) throw new Error(`The journal does not find ${orderId}.`);
    const { user, system } = process.cpuUsage(processor);
    return { ms: performance.now() - started, processorMs: (user + system) / 1000 };
  });
const findMs = finds.map(({ ms }) => ms);

const megabytes = (after.heapUsed + after.external - before.heapUsed - before.external) / 2 ** 20;
const figures: readonly Figure[] = [
  { name: "hops held", value: journal.size.held, unit: "hops", target: { atLeast: hopsTarget } },
  { name: "memory of its hops", value: megabytes, unit: "MB", target: { atMost: limits.megabytes } },
  {
    name: "record and finish",
    value: median(recordMicros),
    unit: "µs",
    target: { atMost: limits.recordMicros },
  },
  { name: "find, straight after a burst", value: backlogMs, unit: "ms", target: { atMost: limits.findMs } },
  { name: "find an order with its payloads", value: median(findMs), unit: "ms", note: "median" },
  {
    name: "find an order with its payloads",
    value: percentile(findMs, 0.95),
    unit: "ms",
    target: { atMost: limits.findMs },
    note: "95 %",
  },
  {
    name: "the same, processor time",
    value: percentile(
      finds.map(({ processorMs }) => processorMs),
      0.95,
    ),
    unit: "ms",
    target: { atMost: limits.findMs },
    note: "95 %",
  },
].map((figure) => ({ benchmark: "journal", ...figure }) as Figure);
console.log(
  process.argv.includes("--json") ? JSON.stringify(figures) : formatTable(describeMachine(), figures),
);
if (!globalThis.gc) console.error("Run with --expose-gc: without it the memory includes garbage.");
