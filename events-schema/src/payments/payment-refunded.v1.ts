import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, OrderId, PaymentId, Timestamp } from "../fields.ts";

export const PaymentRefunded = defineEvent({
  source: "sourdough.payments",
  name: "PaymentRefunded",
  version: 1,
  description: "Money that had been taken was given back.",
  data: z.object({
    paymentId: PaymentId,
    orderId: OrderId,
    amountCents: Cents.describe("What was given back this time, in the currency's smallest unit."),
    currency: Currency,
    refundedAt: Timestamp,
    totalRefundedCents: Cents.optional().describe(
      "What of the payment was given back by then, this included; all of it where this is missing.",
    ),
    atProvider: z
      .literal(true)
      .optional()
      .describe("Somebody did it by hand at the payment provider, whatever the order's status."),
  }),
  examples: [
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      amountCents: 840,
      currency: "EUR",
      refundedAt: "2026-11-23T09:00:00.250Z",
      totalRefundedCents: 840,
    },
    {
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      amountCents: 1300,
      currency: "EUR",
      refundedAt: "2026-11-24T10:15:00.000Z",
    },
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      amountCents: 280,
      currency: "EUR",
      refundedAt: "2026-11-25T14:02:11.400Z",
      totalRefundedCents: 280,
      atProvider: true,
    },
  ],
  delivery:
    "Once for each time that money was given back: for the rest of it when the order is over, for any part by hand. Never with PaymentVoided.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
