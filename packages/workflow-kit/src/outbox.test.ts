import type { EventContract } from "@sourdough/events-schema";
import { contracts } from "@sourdough/events-schema/contracts";
import { outboxEntity } from "@sourdough/lambda-kit/entity";
import { outboxItem } from "@sourdough/lambda-kit/outbox";
import { createWorkflows } from "sourdough-local/testing";
import { expect, test } from "vitest";
import { jsonata } from "./jsonata.ts";
import { outbox } from "./outbox.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-step",
  correlationId: orderId,
  causationId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

type Attributes = Record<string, { S?: string; N?: string }>;

/** What the expression writes of an event whose data are `data`. */
const written = async (event: EventContract, data: object, sequence?: number) => {
  const workflows = createWorkflows();
  const item = outbox(event, {
    about: "$states.input.orderId",
    eventId: "$states.input.metadata.eventId",
    cause: {
      correlationId: "$states.input.metadata.correlationId",
      causationId: "$states.input.metadata.causationId",
      traceparent: "$states.input.metadata.traceparent",
    },
    sequence: sequence?.toString(),
    data: Object.fromEntries(Object.keys(data).map((field) => [field, `$states.input.data.${field}`])),
  });
  const { output } = await workflows.run(
    { Write: { Type: "Pass", Output: jsonata(item) } },
    { orderId, metadata, data },
  );
  workflows.stop();
  return Object.fromEntries(
    Object.entries(output as Attributes).map(([name, { S, N }]) => [name, S ?? Number(N)]),
  );
};

test.each(contracts.map((event) => [`${event.name} v${event.version}`, event] as const))(
  "writes %s as a function would",
  async (_, event) => {
    const sequence = event.sequenced ? 2 : undefined;
    for (const example of event.examples) {
      const item = await written(event, example, sequence);
      const { occurredAt } = JSON.parse(String(item.detail)).metadata;
      const record = outboxItem(event, example, { ...metadata, occurredAt, sequence }, orderId);
      const expected = outboxEntity("any", { table: "any" })
        .put(record)
        .params<{ Item: typeof record }>().Item;

      expect({ ...item, detail: JSON.parse(String(item.detail)) }).toEqual({
        ...expected,
        detail: JSON.parse(expected.detail),
      });
    }
  },
);
