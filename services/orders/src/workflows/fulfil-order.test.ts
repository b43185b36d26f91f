import {
  PaymentRequested,
  parseEvent,
  type RejectionReason,
  StockReservationRequested,
} from "@sourdough/events-schema";
import { createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { fulfilOrder } from "./fulfil-order.ts";

const order = {
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  customerId: "ada",
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  totalCents: 840,
  currency: "EUR",
  causationId: "request-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

interface Entry {
  Source: string;
  DetailType: string;
  Detail: string;
}
type Requested = ReturnType<typeof asEvent>;
const asEvent = ({ Source, DetailType, Detail }: Entry) =>
  parseEvent([StockReservationRequested, PaymentRequested], {
    source: Source,
    "detail-type": DetailType,
    detail: JSON.parse(Detail),
  });

let stop = () => {};
afterEach(() => stop());

interface Neighbours {
  check?: Record<string, unknown> | "fails";
  /** Whether the bus takes events. */
  busTakes?: boolean;
  /** What the other domains do with a request; by default they reserve and authorize. */
  answer?: (event: Requested) => { reason: RejectionReason; error: string } | "nothing" | "yes";
  /** What ChangeOrderStatus throws. */
  conflict?: boolean;
}

const fulfil = async ({ check = {}, busTakes = true, answer = () => "yes", conflict }: Neighbours) => {
  const published: Requested[] = [];
  const commands: Record<string, unknown>[] = [];
  const workflows = createWorkflows({
    events: {
      PutEvents: ({ Entries }) => {
        if (!busTakes) return { FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure" }] };
        const event = asEvent(Entries[0] as Entry);
        published.push(event);
        const eventId = `evt-reply-${published.length}`;
        const { replyTo: taskToken } = event.data;
        const reply = answer(event);
        if (reply === "yes")
          void workflows.call("SendTaskSuccess", { taskToken, output: JSON.stringify({ eventId }) });
        else if (reply !== "nothing") {
          const cause = JSON.stringify({ eventId, reason: reply.reason });
          void workflows.call("SendTaskFailure", { taskToken, error: reply.error, cause });
        }
        return { FailedEntryCount: 0, Entries: [{ EventId: "1" }] };
      },
    },
    lambda: {
      Invoke: ({ Payload }: { Payload: string }) => {
        const { command } = JSON.parse(Payload);
        commands.push(JSON.parse(Payload));
        if (conflict)
          return {
            StatusCode: 200,
            FunctionError: "Unhandled",
            Payload: '{"errorType":"OrderStatusConflictError"}',
          };
        return { StatusCode: 200, Payload: JSON.stringify({ done: command.type }) };
      },
    },
  });
  stop = workflows.stop;
  const checkOrderArn = await workflows.machine(
    "CheckOrder",
    {
      StartAt: "Answer",
      States: {
        Answer: check === "fails" ? { Type: "Fail" } : { Type: "Pass", Output: check, End: true },
      },
    },
    "EXPRESS",
  );
  const arn = await workflows.machine(
    "FulfilOrder",
    fulfilOrder({
      busName: "bus",
      checkOrderArn,
      changeOrderStatusArn: "arn:aws:lambda:eu-west-1:1:function:change",
    }),
  );
  const execution = await workflows.start(arn, order);
  return { ...workflows, execution, published, commands };
};

test("has the pieces and the money held, then confirms", async () => {
  const { end, execution, published, commands } = await fulfil({});

  expect(await end(execution)).toMatchObject({ status: "SUCCEEDED", output: { done: "Confirm" } });
  expect(published.map(({ name, metadata, data }) => ({ name, ...metadata, data }))).toMatchObject([
    {
      name: "StockReservationRequested",
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested",
      correlationId: order.orderId,
      causationId: "request-1",
      traceparent: order.traceparent,
      data: { orderId: order.orderId, storeId: "store-1", lines: [{ sku: "butter-croissant", quantity: 3 }] },
    },
    {
      name: "PaymentRequested",
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-payment-requested",
      causationId: "evt-reply-1",
      data: { customerId: "ada", amountCents: 840, currency: "EUR", paymentMethodId: "pm_card_visa" },
    },
  ]);
  expect(commands).toEqual([
    {
      orderId: order.orderId,
      customerId: "ada",
      command: { type: "Confirm" },
      metadata: {
        correlationId: order.orderId,
        causationId: "evt-reply-2",
        traceparent: order.traceparent,
        depth: 1,
      },
    },
  ]);
});

test("asks nobody for an order that does not pass the check", async () => {
  const { end, execution, published, commands } = await fulfil({ check: { reason: "price_changed" } });
  await end(execution);

  expect(published).toEqual([]);
  expect(commands).toMatchObject([
    { command: { type: "Reject", reason: "price_changed" }, metadata: { causationId: "request-1" } },
  ]);
});

test("rejects with the reason of the stock, and asks for no money", async () => {
  const { end, execution, published, commands } = await fulfil({
    answer: () => ({ error: "StockRejected", reason: "sold_out" }),
  });
  await end(execution);

  expect(published).toHaveLength(1);
  expect(commands).toMatchObject([
    { command: { type: "Reject", reason: "sold_out" }, metadata: { causationId: "evt-reply-1" } },
  ]);
});

test("rejects when the payment is declined", async () => {
  const { end, execution, commands } = await fulfil({
    answer: (event) =>
      event.name === "PaymentRequested" ? { error: "PaymentDeclined", reason: "payment_declined" } : "yes",
  });
  await end(execution);

  expect(commands).toMatchObject([{ command: { type: "Reject", reason: "payment_declined" } }]);
});

test.each([
  ["StockReservationRequested", 180, "stock_timeout"],
  ["PaymentRequested", 360, "payment_timeout"],
])("gives up on an answer to %s after a while", async (silent, seconds, reason) => {
  const { cloud, end, execution, published, commands } = await fulfil({
    answer: (event) => (event.name === silent ? "nothing" : "yes"),
  });
  await expect.poll(() => published.at(-1)?.name).toBe(silent);
  cloud.clock.advance(seconds * 1000);
  await end(execution);

  expect(commands).toMatchObject([{ command: { type: "Reject", reason } }]);
});

test.each([
  ["a check that fails", { check: "fails" }, "CheckOrder: FAILED"],
  ["a bus that takes nothing", { busTakes: false }, "InternalFailure"],
] as const)("tries again and fails with %s: that is no reason to reject", async (_, neighbours, cause) => {
  const { cloud, end, execution, commands } = await fulfil(neighbours);
  const retries = () => cloud.journal.hops(({ action }) => action === "RetryState").length;
  for (let tried = 0; tried < 10; tried++) {
    await expect
      .poll(() => {
        cloud.clock.advance(60_000);
        return retries();
      })
      .toBeGreaterThan(tried);
  }

  expect(await end(execution)).toMatchObject({ status: "FAILED", cause: expect.stringContaining(cause) });
  expect(retries()).toBe(10);
  expect(commands).toEqual([]);
});

test("ends in peace when the order was cancelled meanwhile", async () => {
  const { end, execution, commands } = await fulfil({ conflict: true });

  expect(await end(execution)).toMatchObject({ status: "SUCCEEDED" });
  expect(commands).toHaveLength(1);
});
