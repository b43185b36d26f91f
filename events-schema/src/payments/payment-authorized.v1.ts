import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, CustomerId, OrderId, PaymentId, ProviderReference, ReplyTo } from "../fields.ts";

export const PaymentAuthorized = defineEvent({
  source: "sourdough.payments",
  name: "PaymentAuthorized",
  version: 1,
  description: "The total of an order is held on the customer's card.",
  data: z.object({
    paymentId: PaymentId,
    orderId: OrderId,
    customerId: CustomerId,
    amountCents: Cents,
    currency: Currency,
    providerReference: ProviderReference,
    replyTo: ReplyTo,
  }),
  examples: [
    {
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      amountCents: 840,
      currency: "EUR",
      providerReference: "pi_3QPx1k2eZvKYlo2C0a1b2c3d",
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example",
    },
    {
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      amountCents: 1300,
      currency: "EUR",
      providerReference: "pi_3QPx9z2eZvKYlo2C1z9y8x7w",
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAc7example",
    },
  ],
  delivery:
    "At least once per request; one authorization per order, whatever is repeated. May come after the order was rejected: it is then followed by PaymentVoided.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
