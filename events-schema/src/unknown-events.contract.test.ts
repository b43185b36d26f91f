import { expect, test } from "vitest";
import { contracts } from "./contracts.ts";
import { OrderCancelled, OrderPlaced, OrderPlacedV2, StockLow } from "./index.ts";
import { unknownEvents } from "./unknown-events.ts";

test("names what a contract allows, and asks for anything but that", () => {
  expect(unknownEvents([StockLow, OrderPlaced, OrderPlacedV2, OrderCancelled])).toEqual({
    UnknownEvents: { source: [{ "anything-but": ["sourdough.inventory", "sourdough.orders"] }] },
    UnknownInventoryEvents: {
      source: ["sourdough.inventory"],
      $or: [
        { "detail-type": [{ "anything-but": ["StockLow"] }] },
        { "detail-type": ["StockLow"], detail: { metadata: { version: [{ "anything-but": [1] }] } } },
        { detail: { metadata: { version: [{ exists: false }] } } },
      ],
    },
    UnknownOrdersEvents: {
      source: ["sourdough.orders"],
      $or: [
        { "detail-type": [{ "anything-but": ["OrderPlaced", "OrderCancelled"] }] },
        { "detail-type": ["OrderPlaced"], detail: { metadata: { version: [{ "anything-but": [1, 2] }] } } },
        { "detail-type": ["OrderCancelled"], detail: { metadata: { version: [{ "anything-but": [1] }] } } },
        { detail: { metadata: { version: [{ exists: false }] } } },
      ],
    },
  });
});

test.each(Object.entries(unknownEvents(contracts)))("%s is no longer than a rule may be", (_, pattern) => {
  expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
});
