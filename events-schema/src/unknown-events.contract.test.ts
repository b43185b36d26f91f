import { expect, test } from "vitest";
import { contracts } from "./contracts.ts";
import { OrderPlaced, OrderPlacedV2, StockLow } from "./index.ts";
import { unknownEvents } from "./unknown-events.ts";

test("names what a contract allows, and asks for anything but that", () => {
  expect(unknownEvents([StockLow, OrderPlaced, OrderPlacedV2])).toEqual({
    $or: [
      { "detail-type": [{ "anything-but": ["StockLow", "OrderPlaced"] }] },
      { source: [{ "anything-but": ["sourdough.inventory"] }], "detail-type": ["StockLow"] },
      { source: [{ "anything-but": ["sourdough.orders"] }], "detail-type": ["OrderPlaced"] },
      { "detail-type": ["StockLow"], detail: { metadata: { version: [{ "anything-but": [1] }] } } },
      { "detail-type": ["OrderPlaced"], detail: { metadata: { version: [{ "anything-but": [1, 2] }] } } },
      { detail: { metadata: { version: [{ exists: false }] } } },
    ],
  });
});

test("is no longer than a rule may be", () => {
  expect(JSON.stringify(unknownEvents(contracts)).length).toBeLessThanOrEqual(2048);
});
