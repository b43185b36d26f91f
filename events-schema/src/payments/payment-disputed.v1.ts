import * as z from "zod";
import { defineEvent } from "../event.ts";
import {
  Cents,
  Currency,
  CustomerId,
  DisputeId,
  OrderId,
  PaymentId,
  ProviderCode,
  Timestamp,
} from "../fields.ts";

export const PaymentDisputed = defineEvent({
  source: "sourdough.payments",
  name: "PaymentDisputed",
  version: 1,
  description: "A customer had their bank ask for the money of an order back.",
  data: z.object({
    disputeId: DisputeId,
    paymentId: PaymentId,
    orderId: OrderId,
    customerId: CustomerId,
    amountCents: Cents,
    currency: Currency,
    reason: ProviderCode.describe("The bank's word for why, such as `product_not_received`."),
    answerBy: Timestamp.describe("When the bank has to have an answer; without one the money is lost."),
    disputedAt: Timestamp.describe("When the bakery learned of it."),
  }),
  examples: [
    {
      disputeId: "du_3QPx1k2eZvKYlo2C0a1b2c3d",
      paymentId: "pay-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      amountCents: 840,
      currency: "EUR",
      reason: "fraudulent",
      answerBy: "2026-12-09T07:30:00.000Z",
      disputedAt: "2026-11-30T07:30:00.300Z",
    },
    {
      disputeId: "du_3QPx9z2eZvKYlo2C1z9y8x7w",
      paymentId: "pay-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      amountCents: 1300,
      currency: "EUR",
      reason: "product_not_received",
      answerBy: "2026-12-14T12:00:00.000Z",
      disputedAt: "2026-12-05T12:00:01.200Z",
    },
  ],
  delivery: "Once per dispute, before its DisputeClosed in time, though not always in arrival.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
