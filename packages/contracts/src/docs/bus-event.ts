import type { EventContract } from "@sourdough/events-schema";

const ulid = "01JD7Q2Z8M4V6T0K9X3C5B7N1A";

/** An event with example data, as the bus delivers it. */
export const busEvent = ({ source, name, version }: EventContract, data: unknown) => ({
  source,
  "detail-type": name,
  detail: {
    metadata: {
      eventId: `evt-${ulid}`,
      version,
      occurredAt: "2026-11-23T07:30:00.000Z",
      correlationId: `ord-${ulid}`,
      causationId: "request-1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      sequence: 1,
    },
    data,
  },
});
