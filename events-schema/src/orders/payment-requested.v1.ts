import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, CustomerId, OrderId, PaymentMethodId, ReplyTo, StoreId } from "../fields.ts";

export const PaymentRequested = defineEvent({
  source: "sourdough.orders",
  name: "PaymentRequested",
  version: 1,
  description: "Asks payments to authorize the total of an order.",
  data: z.object({
    orderId: OrderId,
    customerId: CustomerId,
    storeId: StoreId.describe(
      "`store-test` for an order of the synthetic customer: it is paid in the provider's test mode.",
    ).optional(),
    amountCents: Cents,
    currency: Currency,
    paymentMethodId: PaymentMethodId,
    replyTo: ReplyTo,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      storeId: "store-1",
      amountCents: 840,
      currency: "EUR",
      paymentMethodId: "pm_card_visa",
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      amountCents: 1300,
      currency: "EUR",
      paymentMethodId: "pm_card_chargeDeclined",
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAc7example",
    },
  ],
  delivery:
    "At least once; one authorization per order whatever arrives. A copy with another `replyTo` is a retry of the workflow: answer it from the ledger.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
