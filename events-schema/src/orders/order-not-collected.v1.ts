import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, Customer, OrderId, StoreId, Timestamp, Unpaid } from "../fields.ts";

export const OrderNotCollected = defineEvent({
  source: "sourdough.orders",
  name: "OrderNotCollected",
  version: 1,
  description:
    "Nobody came for a packed order by the time its store closed: its pieces are written off, and the money stays where it is.",
  data: z.object({
    orderId: OrderId,
    customer: Customer,
    storeId: StoreId,
    totalCents: Cents,
    currency: Currency,
    unpaid: Unpaid.optional(),
    notCollectedAt: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      storeId: "store-1",
      totalCents: 840,
      currency: "EUR",
      notCollectedAt: "2026-12-01T18:00:03.120Z",
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
      notCollectedAt: "2026-12-01T18:00:04.000Z",
    },
  ],
  delivery:
    "At most one per order, after READY, and then no other end. It may come before the OrderConfirmed of the same order.",
  personal: ["customer.email", "customer.phone"],
  lifecycle: { status: "active", since: "2026-11-29" },
});
