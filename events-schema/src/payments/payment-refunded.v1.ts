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
    amountCents: Cents,
    currency: Currency,
    refundedAt: Timestamp,
  }),
  examples: [
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      amountCents: 840,
      currency: "EUR",
      refundedAt: "2026-11-23T09:00:00.250Z",
    },
    {
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      amountCents: 1300,
      currency: "EUR",
      refundedAt: "2026-11-24T10:15:00.000Z",
    },
  ],
  delivery: "Once per payment, for the whole amount; never with PaymentVoided.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
