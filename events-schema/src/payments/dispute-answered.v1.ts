import * as z from "zod";
import { defineEvent } from "../event.ts";
import { DisputeId, OrderId, PaymentId, Timestamp } from "../fields.ts";

export const DisputeAnswered = defineEvent({
  source: "sourdough.payments",
  name: "DisputeAnswered",
  version: 1,
  description: "It is decided what the bakery answers to a dispute; the bank hears it next.",
  data: z.object({
    disputeId: DisputeId,
    paymentId: PaymentId,
    orderId: OrderId,
    answer: z
      .enum(["contest", "accept"])
      .describe("That the money is the bakery's, with evidence; or that the customer may have it."),
    answeredBy: z.enum(["staff", "clock"]).describe("A person, or the rule for when nobody did in time."),
    answeredAt: Timestamp,
  }),
  examples: [
    {
      disputeId: "du_3QPx1k2eZvKYlo2C0a1b2c3d",
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      answer: "contest",
      answeredBy: "staff",
      answeredAt: "2026-12-01T09:12:00.000Z",
    },
    {
      disputeId: "du_3QPx9z2eZvKYlo2C1z9y8x7w",
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      answer: "accept",
      answeredBy: "clock",
      answeredAt: "2026-12-12T12:00:02.100Z",
    },
  ],
  delivery: "Once per dispute, and for one that was closed before anybody answered never.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
