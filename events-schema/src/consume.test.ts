import { expect, test } from "vitest";
import * as z from "zod";
import { parseEvent } from "./consume.ts";
import { InvalidEventError } from "./errors.ts";
import { defineEvent } from "./event.ts";
import { StockRejected } from "./inventory/stock-rejected.v1.ts";
import { StockReserved } from "./inventory/stock-reserved.v1.ts";
import { OrderPlaced } from "./orders/order-placed.v1.ts";
import { OrderPlacedV2 } from "./orders/order-placed.v2.ts";

const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-rejected",
  version: 1,
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
const raw = {
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  source: "sourdough.inventory",
  "detail-type": "StockRejected",
  detail: { metadata, data: StockRejected.examples[0] },
};

test("narrows on the name", () => {
  const event = parseEvent([StockReserved, StockRejected], raw);

  expect(event.name === "StockRejected" && event.data.reason).toBe("sold_out");
});

test("drops fields that a newer publisher added", () => {
  const newer = { ...raw, detail: { metadata, data: { ...StockRejected.examples[0], shelf: 4 } } };

  expect(parseEvent([StockRejected], newer).data).toEqual(StockRejected.examples[0]);
});

test.each([
  [
    "a version",
    { detail: { metadata: { ...metadata, version: 2 } } },
    "StockRejected v2 of sourdough.inventory",
  ],
  ["a source", { source: "sourdough.warehouse" }, "StockRejected v1 of sourdough.warehouse"],
  ["an event", { "detail-type": "StockMoved" }, "StockMoved v1 of sourdough.inventory"],
])("refuses %s it was not written for", (_, change, subject) => {
  expect(() => parseEvent([StockReserved, StockRejected], { ...raw, ...change })).toThrow(
    `no contract for ${subject}; this consumer takes StockReserved v1 of sourdough.inventory, StockRejected v1 of sourdough.inventory.`,
  );
});

test("says which field breaks the contract", () => {
  const broken = { ...raw, detail: { metadata, data: { ...StockRejected.examples[0], skus: [] } } };

  expect(() => parseEvent([StockRejected], broken)).toThrow(InvalidEventError);
  expect(() => parseEvent([StockRejected], broken)).toThrow("data.skus");
});

test.each([
  ["text", "hello", "Not an event of the bus: event: Invalid input: expected object"],
  [
    "a detail that is text",
    { ...raw, detail: "{}" },
    "Not an event of the bus: detail: Invalid input: expected object",
  ],
  [
    "a detail that is a list",
    { ...raw, detail: [] },
    "Not an event of the bus: detail: Invalid input: expected object",
  ],
  ["no metadata", { ...raw, detail: { data: {} } }, "Not an event of the bus: detail.metadata"],
])("refuses %s", (_, input, message) => {
  expect(() => parseEvent([StockRejected], input)).toThrow(message);
});

const mebibyte = "x".repeat(1024 * 1024);

test("drops a mebibyte that no contract knows", () => {
  const large = { ...raw, detail: { metadata, data: { ...StockRejected.examples[0], note: mebibyte } } };

  expect(parseEvent([StockRejected], large).data).toEqual(StockRejected.examples[0]);
});

test.each([
  ["one text", { replyTo: mebibyte }],
  ["a list", { skus: Array.from({ length: 50_000 }, () => "NOT A SKU") }],
])("explains in a few words what is wrong with a mebibyte in %s", (_, change) => {
  const data = { ...StockRejected.examples[0], ...change };
  const reason = (): Error => {
    try {
      parseEvent([StockRejected], { ...raw, detail: { metadata, data } });
    } catch (error) {
      if (error instanceof InvalidEventError) return error;
    }
    throw new Error("was taken");
  };

  expect(reason().message).toMatch(/^StockRejected v1 is malformed: data\.(replyTo|skus)/);
  expect(JSON.stringify(reason()).length + reason().message.length).toBeLessThan(8192);
});

const placed = {
  source: "sourdough.orders",
  "detail-type": "OrderPlaced",
  detail: { metadata: { ...metadata, version: 1 }, data: OrderPlaced.examples[1] },
};

test("brings an older version to the newest that the consumer takes", () => {
  const event = parseEvent([OrderPlaced, OrderPlacedV2], placed);

  expect(event.metadata).toEqual({ ...metadata, version: 2 });
  expect(event.data.total).toEqual({ amountCents: 1300, currency: "EUR" });
  expect(event.data).toEqual(OrderPlacedV2.examples[1]);
});

test("leaves an event as it is for a consumer that takes only its version", () => {
  const event = parseEvent([OrderPlaced], placed);

  expect(event.metadata.version).toBe(1);
  expect(event.data.totalCents).toBe(1300);
});

test("goes through every version in between", () => {
  const third = defineEvent({
    ...OrderPlacedV2,
    version: 3,
    data: OrderPlacedV2.data.extend({ pieces: z.int().describe("Pieces in all lines.") }),
    examples: [
      { ...OrderPlacedV2.examples[0], pieces: 3 },
      { ...OrderPlacedV2.examples[1], pieces: 3 },
    ],
    upcast: {
      from: OrderPlacedV2,
      data: (order) => ({ ...order, pieces: order.lines.reduce((sum, line) => sum + line.quantity, 0) }),
    },
  });

  const event = parseEvent([third, OrderPlaced], placed);

  expect(event).toMatchObject({
    metadata: { version: 3 },
    data: { pieces: 3, total: { amountCents: 1300 } },
  });
});

test("says so when an upcast makes what the newer version does not take", () => {
  const wrong = defineEvent({
    ...OrderPlacedV2,
    upcast: {
      from: OrderPlaced,
      data: ({ totalCents, currency, ...order }) => ({
        ...order,
        lines: [],
        total: { amountCents: totalCents, currency },
      }),
    },
  });

  expect(() => parseEvent([OrderPlaced, wrong], placed)).toThrow(
    "OrderPlaced v1 cannot be brought to v2: data.lines: Too small",
  );
});
