import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, CustomerId, DisputeId, OrderId, PaymentId, Timestamp } from "../fields.ts";

export const DisputeClosed = defineEvent({
  source: "sourdough.payments",
  name: "DisputeClosed",
  version: 1,
  description: "A dispute about the money of an order has ended.",
  data: z.object({
    disputeId: DisputeId,
    paymentId: PaymentId,
    orderId: OrderId,
    customerId: CustomerId,
    amountCents: Cents,
    currency: Currency,
    outcome: z
      .enum(["won", "lost", "withdrawn"])
      .describe(
        "The bakery has the money; the customer has it, also because nobody contested; the bank only asked.",
      ),
    closedAt: Timestamp.describe("When the bakery learned of it."),
  }),
  examples: [
    {
      disputeId: "du_3QPx1k2eZvKYlo2C0a1b2c3d",
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      amountCents: 840,
      currency: "EUR",
      outcome: "won",
      closedAt: "2027-01-20T10:00:00.000Z",
    },
    {
      disputeId: "du_3QPx9z2eZvKYlo2C1z9y8x7w",
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      amountCents: 1300,
      currency: "EUR",
      outcome: "lost",
      closedAt: "2026-12-06T08:15:00.700Z",
    },
  ],
  delivery: "Once per dispute; final. What was lost comes with no PaymentRefunded.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
