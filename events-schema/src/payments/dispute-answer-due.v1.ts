import * as z from "zod";
import { defineEvent } from "../event.ts";
import { DisputeId, OrderId, PaymentId, Timestamp } from "../fields.ts";

export const DisputeAnswerDue = defineEvent({
  source: "sourdough.payments",
  name: "DisputeAnswerDue",
  version: 1,
  description: "A dispute still waits for somebody to answer it.",
  data: z.object({
    disputeId: DisputeId,
    paymentId: PaymentId,
    orderId: OrderId,
    reminder: z.int().min(1).max(2).describe("The first comes on the third day, the second on the sixth."),
    remindedAt: Timestamp,
  }),
  examples: [
    {
      disputeId: "du_3QPx1k2eZvKYlo2C0a1b2c3d",
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      reminder: 1,
      remindedAt: "2026-12-03T07:30:01.000Z",
    },
    {
      disputeId: "du_3QPx9z2eZvKYlo2C1z9y8x7w",
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      reminder: 2,
      remindedAt: "2026-12-11T12:00:02.000Z",
    },
  ],
  delivery: "Twice per dispute at most, and not once it is answered or closed.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
