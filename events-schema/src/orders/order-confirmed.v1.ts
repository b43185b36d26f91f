import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Cents, Currency, Customer, OrderId, OrderLine, StoreId, Timestamp } from "../fields.ts";
import { orderSize } from "../order-size.ts";

export const OrderConfirmed = defineEvent({
  source: "sourdough.orders",
  name: "OrderConfirmed",
  version: 1,
  description: "Stock is reserved and the payment authorized: the store bakes it.",
  data: z.object({
    orderId: OrderId,
    customer: Customer,
    storeId: StoreId,
    lines: z.array(OrderLine).min(1).max(orderSize.lines),
    totalCents: Cents,
    currency: Currency,
    confirmedAt: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customer: { customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email: "ada@example.com" },
      storeId: "store-1",
      lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
      totalCents: 840,
      currency: "EUR",
      confirmedAt: "2026-11-23T07:30:00.090Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customer: {
        customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
        email: "grace@example.com",
        phone: "+4915112345678",
      },
      storeId: "store-3",
      lines: [{ sku: "country-loaf", quantity: 1, unitPriceCents: 620 }],
      totalCents: 620,
      currency: "EUR",
      confirmedAt: "2026-11-23T08:05:12.630Z",
    },
  ],
  delivery:
    "Once per order, never with OrderRejected. Carries e-mail and phone because notifications keeps no customers.",
  personal: ["customer.email", "customer.phone"],
  lifecycle: { status: "active", since: "2026-11-23" },
});
