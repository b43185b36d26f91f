/** Metadata of an event for tests and benchmarks, valid for every contract. */
export const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "req-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  sequence: 1,
};
