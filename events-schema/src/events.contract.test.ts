import { expect, test } from "vitest";
import { parseEvent } from "./consume.ts";
import type { EventContract } from "./event.ts";
import * as exported from "./index.ts";
import { type JsonSchema, OrderStatusChanged, toJsonSchema } from "./index.ts";
import { toEntry } from "./publish.ts";

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" && value !== null && "delivery" in value && "detail" in value;
const values: unknown[] = Object.values(exported);
const events = values.filter(isContract);

const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "req-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  sequence: 1,
};

test("lists every event of the system", () => {
  expect(new Set(events.map((event) => event.name)).size).toBe(17);
});

test.each(events.map((event) => [`${event.name} v${event.version}`, event] as const))(
  "%s survives the bus",
  (_, event) => {
    for (const example of event.examples) {
      const entry = toEntry(event, example, metadata);
      const delivered = {
        source: entry.Source,
        "detail-type": entry.DetailType,
        detail: JSON.parse(entry.Detail),
      };

      expect(parseEvent([event], delivered)).toEqual({
        source: event.source,
        name: event.name,
        metadata: { ...metadata, version: event.version },
        data: example,
      });
    }
  },
);

const leaves = (schema: JsonSchema): JsonSchema[] =>
  schema.properties ? Object.values(schema.properties).flatMap(leaves) : [schema];

test("the channel message has no free text, because input transformers do not escape", () => {
  for (const { type, enum: choices, pattern, description } of leaves(toJsonSchema(OrderStatusChanged.data))) {
    const safe = pattern && !['"', "\\", "\n"].some((text) => new RegExp(pattern).test(text));

    expect(type === "integer" || choices !== undefined || safe, description).toBe(true);
  }
});
