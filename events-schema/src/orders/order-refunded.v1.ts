import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, Customer, OrderId, Timestamp } from "../fields.ts";

export const OrderRefunded = defineEvent({
  source: "sourdough.orders",
  name: "OrderRefunded",
  version: 1,
  description:
    "The bakery gave back money of an order that goes on, or is long over, for its customer to know.",
  data: z.object({
    orderId: OrderId,
    customer: Customer,
    amountCents: Cents.describe("What was given back this time, in the currency's smallest unit."),
    totalRefundedCents: Cents.describe("What of the order was given back by then, this included."),
    currency: Currency,
    refundedAt: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      amountCents: 280,
      totalRefundedCents: 280,
      currency: "EUR",
      refundedAt: "2026-11-25T14:02:11.400Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customer: {
        customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
        email: "grace@example.com",
        phone: "+4915112345678",
      },
      amountCents: 1000,
      totalRefundedCents: 1300,
      currency: "EUR",
      refundedAt: "2026-11-26T08:30:00.000Z",
    },
  ],
  delivery:
    "Once for each refund by hand, in any order: `totalRefundedCents` tells. A cancelled order's own refund has none, since OrderCancelled tells of it.",
  personal: ["customer.email", "customer.phone"],
  lifecycle: { status: "active", since: "2026-11-29" },
});
