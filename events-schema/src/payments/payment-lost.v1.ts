import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, CustomerId, OrderId, PaymentId, Timestamp } from "../fields.ts";

export const PaymentLost = defineEvent({
  source: "sourdough.payments",
  name: "PaymentLost",
  version: 1,
  description:
    "Money that was held for a confirmed order was gone before it was taken, for good: nobody has paid for the order.",
  data: z.object({
    paymentId: PaymentId,
    orderId: OrderId,
    customerId: CustomerId,
    amountCents: Cents,
    currency: Currency,
    reason: z
      .enum(["expired", "cancelled", "declined"])
      .describe("The hold ran out, was ended at the provider, or the bank would not pay it out."),
    lostAt: Timestamp.describe("When it was found to be gone; the hold may have ended days before."),
  }),
  examples: [
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      amountCents: 840,
      currency: "EUR",
      reason: "expired",
      lostAt: "2026-12-01T07:30:00.300Z",
    },
    {
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      amountCents: 1300,
      currency: "EUR",
      reason: "cancelled",
      lostAt: "2026-11-23T09:00:00.200Z",
    },
  ],
  delivery:
    "At most one per payment, never for one that was taken. A cancelled order whose money was being let go at that moment may have one too, before its PaymentVoided.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
