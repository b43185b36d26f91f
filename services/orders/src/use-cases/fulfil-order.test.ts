import { type CallbackAnswers, memoryDurable } from "@sourdough/lambda-kit/durable-testing";
import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { at, fulfillingPorts } from "../../test/fakes.ts";
import { fulfilOrder } from "./fulfil-order.ts";

const request = {
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  customerId: "ada",
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  totalCents: 840,
  currency: "EUR" as const,
  causationId: "request-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

const yes: CallbackAnswers = (name) => JSON.stringify({ eventId: `evt-of-${name}` });

const fulfil = async (options: Parameters<typeof fulfillingPorts>[1] = {}, answers = yes) => {
  const shop = fulfillingPorts(request, options);
  const counted: string[] = [];
  const { durable, operations } = memoryDurable(answers);
  const count = (metric: string) => counted.push(metric);
  const outcome = await fulfilOrder(shop.ports, request, durable, { ...quiet, count });
  return { ...shop, outcome, operations, counted };
};

test("has the pieces and the money held, then confirms, in five operations beside its start", async () => {
  const { outcome, published, operations, outbox } = await fulfil();

  expect(outcome).toEqual({
    orderId: request.orderId,
    status: "CONFIRMED",
    sequence: 2,
    at: at.toISOString(),
  });
  expect(published.map(({ DetailType, Detail }) => ({ DetailType, ...JSON.parse(Detail) }))).toMatchObject([
    {
      DetailType: "StockReservationRequested",
      metadata: {
        eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested",
        correlationId: request.orderId,
        causationId: "request-1",
        traceparent: request.traceparent,
      },
      data: {
        orderId: request.orderId,
        storeId: "store-1",
        lines: [{ sku: "butter-croissant", quantity: 3 }],
        replyTo: "callback-1",
      },
    },
    {
      DetailType: "PaymentRequested",
      metadata: {
        eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-payment-requested",
        causationId: "evt-of-ReserveStockReply",
      },
      data: { customerId: "ada", amountCents: 840, paymentMethodId: "pm_card_visa", replyTo: "callback-3" },
    },
  ]);
  expect(JSON.parse(outbox.at(-1)!.detail).metadata).toMatchObject({
    causationId: "evt-of-AuthorizePaymentReply",
    traceparent: request.traceparent,
  });
  expect(operations).toEqual([
    "ReserveStockReply",
    "ReserveStock",
    "AuthorizePaymentReply",
    "AuthorizePayment",
    "ConfirmOrder",
  ]);
});

test("asks nobody for an order that does not pass the check", async () => {
  const { outcome, published } = await fulfil({ menu: [] });

  expect(outcome).toMatchObject({ status: "REJECTED", reason: "unknown_product" });
  expect(published).toEqual([]);
});

test.each([
  ["ReserveStockReply", "sold_out", 1],
  ["AuthorizePaymentReply", "payment_declined", 2],
])("rejects with the reason that %s brings: %s", async (refused, reason, asked) => {
  const { outcome, published, outbox } = await fulfil({}, (name) =>
    JSON.stringify({ eventId: `evt-of-${name}`, ...(name === refused && { reason }) }),
  );

  expect(outcome).toMatchObject({ status: "REJECTED", reason });
  expect(published).toHaveLength(asked);
  expect(JSON.parse(outbox.at(-1)!.detail).metadata.causationId).toBe(`evt-of-${refused}`);
});

test.each([
  ["ReserveStockReply", "stock_timeout", "request-1"],
  ["AuthorizePaymentReply", "payment_timeout", "evt-of-ReserveStockReply"],
])("rejects when %s does not come", async (silent, reason, causationId) => {
  const { outcome, outbox } = await fulfil({}, (name, id) => (name === silent ? undefined : yes(name, id)));

  expect(outcome).toMatchObject({ status: "REJECTED", reason });
  expect(JSON.parse(outbox.at(-1)!.detail).metadata.causationId).toBe(causationId);
});

test("asks again with a callback and an event of its own when the bus refuses", async () => {
  const { outcome, published, operations } = await fulfil({ refusals: { StockReservationRequested: 2 } });

  expect(outcome).toMatchObject({ status: "CONFIRMED" });
  expect(JSON.parse(published[0]!.Detail)).toMatchObject({
    metadata: { eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested-2" },
    data: { replyTo: "callback-7" },
  });
  expect(operations.slice(0, 7)).toEqual([
    "ReserveStockReply",
    "ReserveStock",
    "ReserveStockAgain",
    "ReserveStockReply",
    "ReserveStock",
    "ReserveStockAgain",
    "ReserveStockReply",
  ]);
});

test("is held after ten tries, says so once, and goes on when somebody lets it", async () => {
  const { outcome, operations, counted } = await fulfil({ refusals: { PaymentRequested: 11 } });

  expect(outcome).toMatchObject({ status: "CONFIRMED" });
  expect(operations.filter((name) => name === "AuthorizePaymentAgain")).toHaveLength(10);
  expect(operations.filter((name) => name === "AuthorizePaymentHeld")).toHaveLength(1);
  expect(counted.filter((metric) => metric === "FulfilmentsHeld")).toHaveLength(1);
});

test("is held when the table fails for as long", async () => {
  const { outcome, operations } = await fulfil({ failures: 11 });

  expect(outcome).toMatchObject({ status: "CONFIRMED" });
  expect(operations.filter((name) => name === "ConfirmOrder")).toHaveLength(12);
  expect(operations.filter((name) => name === "ConfirmOrderHeld")).toHaveLength(1);
});

test("asks for nothing more when the order was cancelled, and ends in peace", async () => {
  const before = await fulfil({ cancelAfter: 0 });
  expect(before).toMatchObject({ outcome: undefined, published: [] });

  const between = await fulfil({ cancelAfter: 1 });
  expect(between.outcome).toBeUndefined();
  expect(between.published).toHaveLength(1);

  const last = await fulfil({ cancelAfter: 2 });
  expect(last.outcome).toBeUndefined();
  expect(last.published).toHaveLength(2);
});

test("fails for an order that is not there: that would be the same again", async () => {
  await expect(fulfil({ missing: true })).rejects.toThrow(/no order/);
});
