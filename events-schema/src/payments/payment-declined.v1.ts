import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, CustomerId, OrderId, PaymentId, ProviderCode, ReplyTo } from "../fields.ts";

export const PaymentDeclined = defineEvent({
  source: "sourdough.payments",
  name: "PaymentDeclined",
  version: 1,
  description: "The card was refused; no money is held.",
  data: z.object({
    paymentId: PaymentId,
    orderId: OrderId,
    customerId: CustomerId,
    amountCents: Cents,
    currency: Currency,
    declineCode: ProviderCode,
    replyTo: ReplyTo,
  }),
  examples: [
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      amountCents: 840,
      currency: "EUR",
      declineCode: "generic_decline",
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example",
    },
    {
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      amountCents: 1300,
      currency: "EUR",
      declineCode: "insufficient_funds",
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAc7example",
    },
  ],
  delivery: "At least once per request; final for the order.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
