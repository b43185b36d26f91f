import * as z from "zod";
import { defineEvent } from "../event.ts";
import { CustomerId, Money, OrderId, StockLine, StoreId, Timestamp } from "../fields.ts";
import { orderSize } from "../order-size.ts";
import { OrderPlaced } from "./order-placed.v1.ts";

export const OrderPlacedV2 = defineEvent({
  source: "sourdough.orders",
  name: "OrderPlaced",
  version: 2,
  description: "An order was accepted and is being checked. Since version 2 every amount names its currency.",
  data: z.object({
    orderId: OrderId,
    customerId: CustomerId,
    storeId: StoreId,
    lines: z
      .array(StockLine.extend({ unitPrice: Money.describe("Price of one piece as the customer saw it.") }))
      .min(1)
      .max(orderSize.lines)
      .describe("One line per product and price."),
    total: Money,
    placedAt: Timestamp,
  }),
  upcast: {
    from: OrderPlaced,
    data: ({ lines, totalCents, currency, ...order }) => ({
      ...order,
      lines: lines.map(({ sku, quantity, unitPriceCents }) => ({
        sku,
        quantity,
        unitPrice: { amountCents: unitPriceCents, currency },
      })),
      total: { amountCents: totalCents, currency },
    }),
  },
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      storeId: "store-1",
      lines: [{ sku: "butter-croissant", quantity: 3, unitPrice: { amountCents: 280, currency: "EUR" } }],
      total: { amountCents: 840, currency: "EUR" },
      placedAt: "2026-11-23T07:30:00.000Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      storeId: "store-3",
      lines: [
        { sku: "country-loaf", quantity: 1, unitPrice: { amountCents: 620, currency: "EUR" } },
        { sku: "cinnamon-roll", quantity: 2, unitPrice: { amountCents: 340, currency: "EUR" } },
      ],
      total: { amountCents: 1300, currency: "EUR" },
      placedAt: "2026-11-23T08:05:12.481Z",
    },
  ],
  delivery:
    "Once per order, sequence 1, together with OrderStatusChanged to PENDING; no consumer may need it to be first.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
