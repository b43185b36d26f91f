import { expect, test } from "vitest";
import { parseEvent } from "./consume.ts";
import { InvalidEventError } from "./errors.ts";
import { StockRejected } from "./inventory/stock-rejected.v1.ts";
import { StockReserved } from "./inventory/stock-reserved.v1.ts";

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

test("refuses a version it was not written for", () => {
  const newer = { ...raw, detail: { ...raw.detail, metadata: { ...metadata, version: 2 } } };

  expect(() => parseEvent([StockReserved, StockRejected], newer)).toThrow(
    "no contract for StockRejected v2 of sourdough.inventory; this consumer takes StockReserved v1, StockRejected v1",
  );
});

test("says which field breaks the contract", () => {
  const broken = { ...raw, detail: { metadata, data: { ...StockRejected.examples[0], skus: [] } } };

  expect(() => parseEvent([StockRejected], broken)).toThrow(InvalidEventError);
  expect(() => parseEvent([StockRejected], broken)).toThrow("data.skus");
});

test("refuses what is not an event at all", () => {
  expect(() => parseEvent([StockRejected], "hello")).toThrow("Not an event of the bus");
});
