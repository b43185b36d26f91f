import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, ReplyTo, ReservationId, StockLine, StoreId } from "../fields.ts";
import { orderSize } from "../order-size.ts";

export const StockReserved = defineEvent({
  source: "sourdough.inventory",
  name: "StockReserved",
  version: 1,
  description: "Every piece of an order is held for it.",
  data: z.object({
    reservationId: ReservationId,
    orderId: OrderId,
    storeId: StoreId,
    lines: z.array(StockLine).min(1).max(orderSize.lines),
    replyTo: ReplyTo,
  }),
  examples: [
    {
      reservationId: "res-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      storeId: "store-1",
      lines: [{ sku: "butter-croissant", quantity: 3 }],
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example",
    },
    {
      reservationId: "res-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
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
    "At least once per request; a repeated request is answered again with the same reservation and its own `replyTo`.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
