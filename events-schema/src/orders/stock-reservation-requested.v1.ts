import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, ReplyTo, StockLine, StoreId } from "../fields.ts";
import { orderSize } from "../order-size.ts";

export const StockReservationRequested = defineEvent({
  source: "sourdough.orders",
  name: "StockReservationRequested",
  version: 1,
  description: "Asks inventory to hold the pieces of an order, all or none.",
  data: z.object({
    orderId: OrderId,
    storeId: StoreId,
    lines: z.array(StockLine).min(1).max(orderSize.lines).describe("Each product once."),
    replyTo: ReplyTo,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      storeId: "store-1",
      lines: [{ sku: "butter-croissant", quantity: 3 }],
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      storeId: "store-3",
      lines: [
        { sku: "country-loaf", quantity: 1 },
        { sku: "cinnamon-roll", quantity: 2 },
      ],
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAc7example",
    },
  ],
  delivery:
    "At least once; the reservation is keyed by the order. A copy with another `replyTo` is a retry of the workflow: answer it from what is stored.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
