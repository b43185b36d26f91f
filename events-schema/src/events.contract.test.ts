import { expect, test } from "vitest";
import * as z from "zod";
import { parseEvent } from "./consume.ts";
import type { EventContract } from "./event.ts";
import * as exported from "./index.ts";
import { OrderStatusChanged } from "./index.ts";
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
  expect(events).toHaveLength(17);
  expect(new Set(events.map((event) => `${event.name} v${event.version}`)).size).toBe(17);
});

test.each(events.map((event) => [event.name, event] as const))("%s survives the bus", (_, event) => {
  for (const example of event.examples) {
    const entry = toEntry(event, example, metadata);
    const delivered = {
      source: entry.Source,
      "detail-type": entry.DetailType,
      detail: JSON.parse(entry.Detail),
    };

    expect(parseEvent(events, delivered)).toEqual({
      source: event.source,
      name: event.name,
      metadata: { ...metadata, version: event.version },
      data: example,
    });
  }
});

const JsonSchema = z.looseObject({
  type: z.string().optional(),
  get properties() {
    return z.record(z.string(), JsonSchema).optional();
  },
  get items() {
    return JsonSchema.optional();
  },
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
});
type JsonSchema = z.infer<typeof JsonSchema>;

const leaves = (schema: JsonSchema, path = ""): [string, JsonSchema][] => {
  if (schema.items) return leaves(schema.items, path);
  if (!schema.properties) return [[path, schema]];
  return Object.entries(schema.properties).flatMap(([name, field]) =>
    leaves(field, path ? `${path}.${name}` : name),
  );
};
const fieldsOf = (event: EventContract) =>
  leaves(JsonSchema.parse(z.toJSONSchema(event.data, { io: "output" })));

test("the channel message has no free text, because input transformers do not escape", () => {
  for (const [path, field] of fieldsOf(OrderStatusChanged)) {
    expect(field.type === "integer" || field.enum !== undefined || field.pattern !== undefined, path).toBe(
      true,
    );
    if (field.pattern)
      expect(['"', "\\", "\n"].filter((text) => new RegExp(field.pattern ?? "").test(text))).toEqual([]);
  }
});

test.each(events.map((event) => [event.name, event] as const))("%s names its personal data", (_, event) => {
  const paths = fieldsOf(event).map(([path]) => path);
  const contact = paths.filter((path) => /email|phone/i.test(path));

  expect([...event.personal].sort()).toEqual(contact.sort());
});
