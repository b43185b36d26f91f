import { expect, expectTypeOf, test } from "vitest";
import { parseEvent } from "./consume.ts";
import { InvalidEventError } from "./errors.ts";
import type { ParsedEvent } from "./event.ts";
import { OrderConfirmed } from "./orders/order-confirmed.v1.ts";
import { OrderStatusChanged } from "./orders/order-status-changed.v1.ts";
import { pattern } from "./pattern.ts";
import { consumers, reads } from "./reads.ts";

const consumes = consumers({
  Bake: [
    reads(OrderConfirmed, ["orderId", "lines.sku", "customer.phone"], { having: ["customer.phone"] }),
    reads(OrderStatusChanged, ["orderId", "reason"]),
  ],
});
type Taken = ParsedEvent<(typeof consumes.Bake)[number]>;

test("types an event as the fields a consumer reads", () => {
  expectTypeOf<Extract<Taken, { name: "OrderConfirmed" }>["data"]>().toExtend<{
    orderId: string;
    lines: { sku: string }[];
    customer: { phone: string };
  }>();
  expectTypeOf<Extract<Taken, { name: "OrderStatusChanged" }>["data"]["reason"]>().toExtend<
    string | undefined
  >();
  expectTypeOf<keyof Extract<Taken, { name: "OrderConfirmed" }>["data"]>().toEqualTypeOf<
    "orderId" | "lines" | "customer"
  >();
  // @ts-expect-error -- there is no such field.
  reads(OrderConfirmed, ["order"]);
});

const delivered = (data: object) => ({
  source: OrderStatusChanged.source,
  "detail-type": OrderStatusChanged.name,
  detail: {
    metadata: {
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B",
      version: 1,
      occurredAt: "2026-11-23T07:30:00.000Z",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      causationId: "req-1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
    data,
  },
});

test("is the whole contract at run time", () => {
  const [example] = OrderStatusChanged.examples;
  const { sequence: _, ...broken } = example;

  expect(pattern(consumes.Bake[1])).toEqual(pattern(OrderStatusChanged));
  expect(parseEvent(consumes.Bake, delivered(example)).data).toEqual(example);
  expect(() => parseEvent(consumes.Bake, delivered(broken))).toThrow(InvalidEventError);
});
