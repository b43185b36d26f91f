import { OrderStatusChanged } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { outboxEntity } from "./entity.ts";
import { type OutboxItem, outboxItem } from "./outbox.ts";

const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "message-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  sequence: 2,
};

test("is what the relay's pipe filters and maps", () => {
  const [example] = OrderStatusChanged.examples;
  const record = outboxItem(OrderStatusChanged, example, metadata, example.orderId);
  const item = outboxEntity("orders", { table: "OrdersTable" })
    .put(record)
    .params<{ Item: OutboxItem }>().Item;

  expect(item).toMatchObject({
    pk: `outbox#${example.orderId}`,
    sk: metadata.eventId,
    entity: "outbox",
    source: "sourdough.orders",
    detailType: "OrderStatusChanged",
    ttl: Date.parse("2026-11-30T07:30:00.000Z") / 1000,
  });
  expect(JSON.parse(item.detail)).toEqual({ metadata: { ...metadata, version: 1 }, data: example });
});

test("refuses an event that breaks its contract", () => {
  const [example] = OrderStatusChanged.examples;

  expect(() =>
    outboxItem(OrderStatusChanged, { ...example, sequence: 0 }, metadata, example.orderId),
  ).toThrow("OrderStatusChanged v1 cannot be published: data.sequence");
});
