import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { EventContract } from "../event.ts";
import * as exported from "../index.ts";
import { parseEvent, toEntry } from "../index.ts";
import { arbitraryData } from "./arbitrary.ts";

const values: unknown[] = Object.values(exported);
const events = values.filter(
  (value): value is EventContract => typeof value === "object" && value !== null && "lifecycle" in value,
);
const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "req-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  sequence: 1,
};

test.each(events.map((event) => [`${event.name} v${event.version}`, event] as const))(
  "whatever %s allows can be published and consumed",
  (_, event) => {
    const outcome = fc.check(
      fc.property(arbitraryData(event), (data) => {
        const entry = toEntry(event, event.data.parse(data), metadata);
        const delivered = { source: entry.Source, "detail-type": entry.DetailType };
        parseEvent([event], { ...delivered, detail: JSON.parse(entry.Detail) });
      }),
      { numRuns: 100, seed: 20261123 },
    );

    expect(outcome.errorInstance).toBeNull();
  },
);
