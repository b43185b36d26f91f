import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, OrderId, PaymentId, Timestamp } from "../fields.ts";

export const PaymentVoided = defineEvent({
  source: "sourdough.payments",
  name: "PaymentVoided",
  version: 1,
  description: "An authorization was let go before any money moved.",
  data: z.object({
    paymentId: PaymentId,
    orderId: OrderId,
    amountCents: Cents,
    currency: Currency,
    reason: z.enum(["order_rejected", "order_cancelled"]).describe("What became of the order."),
    voidedAt: Timestamp,
  }),
  examples: [
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      amountCents: 840,
      currency: "EUR",
      reason: "order_rejected",
      voidedAt: "2026-11-23T07:30:00.300Z",
    },
    {
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      amountCents: 1300,
      currency: "EUR",
      reason: "order_cancelled",
      voidedAt: "2026-11-23T09:00:00.200Z",
    },
  ],
  delivery: "Once per payment; never with PaymentRefunded.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
