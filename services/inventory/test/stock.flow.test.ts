import { OrderCancelled, OrderConfirmed, OrderNotCollected, OrderRejected } from "@sourdough/events-schema";
import { unownedItems } from "@sourdough/test-kit/emulators";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inventoryTable } from "../src/adapters/inventory-table.ts";
import { openBakeries } from "./bakeries.ts";
import { menu, outcome, request, traceparent, ulid } from "./messages.ts";

let bakeries: Awaited<ReturnType<typeof openBakeries>>;

beforeAll(async () => {
  bakeries = await openBakeries();
});
afterAll(() => bakeries?.stop());

const bakery = (pieces: Record<string, number>) => bakeries.bakery(pieces);
const done = { batchItemFailures: [] };

test("holds all pieces of an order and answers", async () => {
  const { reserve, stock, published } = await bakery({ rye: 10, bun: 5 });

  await expect(reserve(request(1, { rye: 3, bun: 5 }))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [7, 3, 0], bun: [0, 5, 0] });
  await expect(published()).resolves.toMatchObject([
    {
      name: "StockReserved",
      metadata: { correlationId: "journey-1", causationId: `evt-${ulid(1)}-token-1`, traceparent },
      data: {
        reservationId: `res-${ulid(1)}`,
        lines: [
          { sku: "rye", quantity: 3 },
          { sku: "bun", quantity: 5 },
        ],
        replyTo: "token-1",
      },
    },
  ]);
});

test.each([
  ["sold out", { rye: 1, bun: 6 }, "sold_out", ["bun"]],
  ["unknown", { rye: 1, cake: 1 }, "unknown_product", ["cake"]],
  ["unknown, and another sold out", { bun: 6, cake: 1, rye: 1 }, "unknown_product", ["cake"]],
])("holds nothing when a product is %s", async (_, quantities, reason, skus) => {
  const { reserve, stock, published } = await bakery({ rye: 10, bun: 5 });

  await expect(reserve(request(1, quantities))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [10, 0, 0], bun: [5, 0, 0] });
  await expect(published()).resolves.toMatchObject([
    { name: "StockRejected", data: { reason, skus, replyTo: "token-1" } },
  ]);
});

test("leaves a request to the queue as long as it cannot tell a sold out product from an unknown one", async () => {
  const { reserve, published } = await bakery({ rye: 1 });
  bakeries.busy(true);
  await expect(reserve(request(1, { rye: 2 }))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  bakeries.busy(false);
  await expect(reserve(request(1, { rye: 2 }))).resolves.toEqual(done);

  await expect(published()).resolves.toMatchObject([{ data: { reason: "sold_out" } }]);
});

test("does not sell what is off the menu", async () => {
  const { deliver, reserve, published } = await bakery({ rye: 10, bun: 5 });
  await deliver(menu({ bun: 5 }));
  await reserve(request(1, { rye: 1 }));

  await expect(published()).resolves.toMatchObject([{ data: { reason: "unknown_product" } }]);
});

test("gives a repeated request the first answer, and one to each who waits", async () => {
  const { reserve, deliver, stock, published } = await bakery({ rye: 10, bun: 0 });
  await reserve(request(1, { rye: 3 }), request(1, { rye: 3 }), request(2, { bun: 1 }));
  await deliver(menu({ rye: 10, bun: 5 }));
  await reserve(request(1, { rye: 3 }, "token-2"), request(2, { bun: 1 }, "token-2"));

  await expect(stock()).resolves.toEqual({ rye: [7, 3, 0], bun: [5, 0, 0] });
  const answers = (await published()).map(({ name, data }) => [name, "replyTo" in data && data.replyTo]);
  expect(answers).toHaveLength(4);
  expect(answers).toEqual(
    expect.arrayContaining([
      ["StockReserved", "token-1"],
      ["StockReserved", "token-2"],
      ["StockRejected", "token-1"],
      ["StockRejected", "token-2"],
    ]),
  );
});

test("sells what a confirmed order holds, once", async () => {
  const { reserve, settle, stock } = await bakery({ rye: 10 });
  await reserve(request(1, { rye: 3 }));

  await expect(settle(outcome(OrderConfirmed, 1), outcome(OrderConfirmed, 1))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [7, 0, 3] });
});

test.each([
  ["rejected", [OrderRejected], "order_rejected"],
  ["cancelled", [OrderCancelled], "order_cancelled"],
  ["confirmed, then cancelled", [OrderConfirmed, OrderCancelled], "order_cancelled"],
  ["cancelled, and the confirmation comes late", [OrderCancelled, OrderConfirmed], "order_cancelled"],
])("puts the pieces of an order back that is %s", async (_, outcomes, reason) => {
  const { reserve, settle, stock, published } = await bakery({ rye: 10 });
  await reserve(request(1, { rye: 3 }));
  await settle(...outcomes.map((contract) => outcome(contract, 1)));
  await settle(...outcomes.map((contract) => outcome(contract, 1)));

  await expect(stock()).resolves.toEqual({ rye: [10, 0, 0] });
  const released = (await published()).filter(({ name }) => name === "StockReleased");
  expect(released).toMatchObject([{ data: { reason, lines: [{ sku: "rye", quantity: 3 }] } }]);
});

test.each([
  ["", [OrderConfirmed, OrderNotCollected]],
  [", though it is told before the confirmation", [OrderNotCollected, OrderConfirmed]],
])("writes the pieces of an order off that nobody collected, once%s", async (_, outcomes) => {
  const { reserve, settle, stock, published } = await bakery({ rye: 10 });
  await reserve(request(1, { rye: 3 }), request(2, { rye: 1 }));
  await settle(outcome(OrderConfirmed, 2));
  for (let copy = 0; copy < 2; copy += 1)
    for (const contract of outcomes) await expect(settle(outcome(contract, 1))).resolves.toEqual(done);

  await expect(stock()).resolves.toEqual({ rye: [6, 0, 1, 3] });
  const writtenOff = (await published()).filter(({ name }) => name === "StockWrittenOff");
  expect(writtenOff).toMatchObject([
    { data: { reservationId: `res-${ulid(1)}`, lines: [{ sku: "rye", quantity: 3 }] } },
  ]);
});

test("leaves it to a person when nothing was held for an order that nobody collected", async () => {
  const { settle } = await bakery({ rye: 10 });

  await expect(settle(outcome(OrderNotCollected, 1))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
});

test("holds nothing for an order that was over before its request came", async () => {
  const { reserve, settle, stock, published } = await bakery({ rye: 10 });
  await settle(outcome(OrderRejected, 1));

  await expect(reserve(request(1, { rye: 3 }))).resolves.toEqual(done);
  await expect(stock()).resolves.toEqual({ rye: [10, 0, 0] });
  await expect(published()).resolves.toEqual([]);
});

test("gives back a message it cannot read or explain, and does the rest", async () => {
  const { reserve, settle, stock } = await bakery({ rye: 10 });

  await expect(reserve("{", request(1, { rye: 1 }), "{}")).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }, { itemIdentifier: "message-2" }],
  });
  await expect(settle(outcome(OrderConfirmed, 9), outcome(OrderConfirmed, 1))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  await expect(stock()).resolves.toEqual({ rye: [9, 0, 1] });
});

test("loses and makes up no piece, whatever comes in whatever order", async () => {
  const message = fc.record({
    order: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom("request", "confirmed", "rejected", "cancelled", "notCollected"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 4, maxLength: 16 }), async (messages) => {
      const { reserve, settle, stock } = await bakery({ rye: 7, bun: 4 });
      for (const { order, kind } of messages) {
        if (kind === "request") await reserve(request(order, { rye: order, bun: 2 }));
        else if (kind === "confirmed") await settle(outcome(OrderConfirmed, order));
        else if (kind === "notCollected") await settle(outcome(OrderNotCollected, order));
        else await settle(outcome(kind === "rejected" ? OrderRejected : OrderCancelled, order));

        for (const [sku, pieces] of Object.entries(await stock())) {
          expect(Math.min(...pieces)).toBeGreaterThanOrEqual(0);
          expect(pieces.reduce((sum, part) => sum + part)).toBe(sku === "rye" ? 7 : 4);
        }
      }
      await settle(...[1, 2, 3, 4].map((order) => outcome(OrderCancelled, order)));
      const { rye = [], bun = [] } = await stock();
      for (const [pieces, delivered] of [
        [rye, 7],
        [bun, 4],
      ] as const) {
        const [onHand = 0, reserved, sold, writtenOff = 0] = pieces;
        expect({ reserved, sold, delivered: onHand + writtenOff }).toEqual({
          reserved: 0,
          sold: 0,
          delivered,
        });
      }
    }),
    { numRuns: 12 },
  );
});

test("leaves nothing in the table that is not one of its entities", async () => {
  const { entities } = inventoryTable({ table: "any" });
  // Those of imports come from files, and those of demand from a stream: import.flow.test.ts, activity.flow.test.ts.
  const { store, product, stock, reservation, outbox } = entities;
  const { reserve, settle, deliver, items } = await bakery({ rye: 10, bun: 5, cake: 1 });
  await reserve(request(1, { rye: 3, bun: 1 }), request(2, { rye: 2 }), request(3, { cake: 2 }));
  await settle(outcome(OrderConfirmed, 1), outcome(OrderCancelled, 2), outcome(OrderRejected, 4));
  await settle(outcome(OrderCancelled, 1));
  await deliver(menu({ rye: 12, cake: 1 }));

  const all = await items();
  expect(new Set(all.map(({ entity }) => entity))).toEqual(
    new Set([store, product, stock, reservation, outbox].map(({ schema }) => schema.model.entity)),
  );
  expect(unownedItems(entities, all)).toEqual([]);
});
