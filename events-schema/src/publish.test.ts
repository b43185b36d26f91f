import { expect, test } from "vitest";
import * as z from "zod";
import { InvalidEventError } from "./errors.ts";
import { defineEvent } from "./event.ts";
import { StockLow } from "./inventory/stock-low.v1.ts";
import { toEntry } from "./publish.ts";

const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "req-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
const low = StockLow.examples[0];

test("adds the version of the contract, and leaves out what it does not know", () => {
  const entry = toEntry(StockLow, { ...low, ...{ note: "hurry" } }, metadata);

  expect(JSON.parse(entry.Detail)).toEqual({ metadata: { ...metadata, version: 1 }, data: low });
});

test("publishes nothing that breaks the contract, and says which field does", () => {
  expect(() => toEntry(StockLow, { ...low, onHand: -1 }, metadata)).toThrow(InvalidEventError);
  expect(() => toEntry(StockLow, { ...low, onHand: -1 }, metadata)).toThrow(
    "StockLow v1 cannot be published: data.onHand: Too small",
  );
  expect(() => toEntry(StockLow, low, { ...metadata, traceparent: "" })).toThrow("metadata.traceparent");
});

test("publishes nothing that is too large for the way it goes", () => {
  const Noted = defineEvent({
    ...StockLow,
    data: StockLow.data.extend({ note: z.string() }),
    examples: [
      { ...low, note: "hurry" },
      { ...low, note: "" },
    ],
    upcast: undefined,
  });

  expect(() => toEntry(Noted, { ...low, note: "ö".repeat(1024 * 512) }, metadata)).toThrow(
    /StockLow v1 cannot be published: event: has \d{7} bytes, and may have 16384: bound its texts and lists/,
  );
});
