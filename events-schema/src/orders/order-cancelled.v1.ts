import * as z from "zod";
import { defineEvent } from "../event.ts";
import { CancellationReason, Cents, Currency, Customer, OrderId, StoreId, Timestamp } from "../fields.ts";

export const OrderCancelled = defineEvent({
  source: "sourdough.orders",
  name: "OrderCancelled",
  version: 1,
  description: "The order was called off before it was ready: stock and money must be given back.",
  data: z.object({
    orderId: OrderId,
    customer: Customer,
    storeId: StoreId,
    totalCents: Cents,
    currency: Currency,
    reason: CancellationReason.optional().describe("Why, unless its customer wanted it so."),
    cancelledAt: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      storeId: "store-1",
      totalCents: 840,
      currency: "EUR",
      cancelledAt: "2026-11-23T07:42:10.000Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customer: {
        customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
        email: "grace@example.com",
        phone: "+4915112345678",
      },
      storeId: "store-3",
      totalCents: 1300,
      currency: "EUR",
      cancelledAt: "2026-11-23T09:00:00.000Z",
    },
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      storeId: "store-1",
      totalCents: 840,
      currency: "EUR",
      reason: "payment_lost",
      cancelledAt: "2026-12-01T07:30:00.500Z",
    },
  ],
  delivery:
    "At most one per order, after PENDING or CONFIRMED. A reservation or authorization may still arrive after it.",
  personal: ["customer.email", "customer.phone"],
  lifecycle: { status: "active", since: "2026-11-23" },
});
