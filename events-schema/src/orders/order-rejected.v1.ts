import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, Customer, OrderId, RejectionReason, StoreId, Timestamp } from "../fields.ts";

export const OrderRejected = defineEvent({
  source: "sourdough.orders",
  name: "OrderRejected",
  version: 1,
  description: "The order will not be made: stock and money held for it must be given back.",
  data: z.object({
    orderId: OrderId,
    customer: Customer,
    storeId: StoreId,
    reason: RejectionReason,
    totalCents: Cents,
    currency: Currency,
    rejectedAt: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      storeId: "store-1",
      reason: "payment_declined",
      totalCents: 840,
      currency: "EUR",
      rejectedAt: "2026-11-23T07:30:00.110Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customer: {
        customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
        email: "grace@example.com",
        phone: "+4915112345678",
      },
      storeId: "store-3",
      reason: "sold_out",
      totalCents: 1300,
      currency: "EUR",
      rejectedAt: "2026-11-23T08:05:12.590Z",
    },
  ],
  delivery:
    "Once per order. It may arrive before the reservation or the authorization it undoes: remember it, and undo those on arrival.",
  personal: ["customer.email", "customer.phone"],
  lifecycle: { status: "active", since: "2026-11-23" },
});
