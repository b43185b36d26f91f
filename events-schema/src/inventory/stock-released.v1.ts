import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, ReservationId, StockLine, StoreId, Timestamp } from "../fields.ts";
import { orderSize } from "../order-size.ts";

export const StockReleased = defineEvent({
  source: "sourdough.inventory",
  name: "StockReleased",
  version: 1,
  description: "The pieces held for an order are for sale again.",
  data: z.object({
    reservationId: ReservationId,
    orderId: OrderId,
    storeId: StoreId,
    lines: z.array(StockLine).min(1).max(orderSize.lines),
    reason: z.enum(["order_rejected", "order_cancelled"]).describe("What became of the order."),
    releasedAt: Timestamp,
  }),
  examples: [
    {
      reservationId: "res-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      storeId: "store-1",
      lines: [{ sku: "butter-croissant", quantity: 3 }],
      reason: "order_rejected",
      releasedAt: "2026-11-23T07:30:00.150Z",
    },
    {
      reservationId: "res-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      storeId: "store-3",
      lines: [
        { sku: "country-loaf", quantity: 1 },
        { sku: "cinnamon-roll", quantity: 2 },
      ],
      reason: "order_cancelled",
      releasedAt: "2026-11-23T09:00:00.100Z",
    },
  ],
  delivery: "Once per reservation, after OrderRejected or OrderCancelled.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
