import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, Customer, OrderId, StoreId, Timestamp, Unpaid } from "../fields.ts";

export const CollectionReminderRequested = defineEvent({
  source: "sourdough.orders",
  name: "CollectionReminderRequested",
  version: 1,
  description: "An order still waits on the counter: its customer is to be reminded.",
  data: z.object({
    orderId: OrderId,
    customer: Customer,
    storeId: StoreId,
    totalCents: Cents,
    currency: Currency,
    unpaid: Unpaid.optional(),
    requestedAt: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      storeId: "store-1",
      totalCents: 840,
      currency: "EUR",
      requestedAt: "2026-12-01T10:30:00.412Z",
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
      unpaid: true,
      requestedAt: "2026-12-01T16:02:10.000Z",
    },
  ],
  delivery:
    "Once per order: a repeated one has the same id. The order was READY a moment before, and may be collected by now.",
  personal: ["customer.email", "customer.phone"],
  lifecycle: { status: "active", since: "2026-11-29" },
});
