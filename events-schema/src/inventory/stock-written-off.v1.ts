import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, ReservationId, StockLine, StoreId, Timestamp } from "../fields.ts";
import { orderSize } from "../order-size.ts";

export const StockWrittenOff = defineEvent({
  source: "sourdough.inventory",
  name: "StockWrittenOff",
  version: 1,
  description: "The pieces of an order that nobody came for are gone: neither sold nor for sale.",
  data: z.object({
    reservationId: ReservationId,
    orderId: OrderId,
    storeId: StoreId,
    lines: z.array(StockLine).min(1).max(orderSize.lines),
    writtenOffAt: Timestamp,
  }),
  examples: [
    {
      reservationId: "res-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      storeId: "store-1",
      lines: [{ sku: "butter-croissant", quantity: 3 }],
      writtenOffAt: "2026-12-01T18:00:03.300Z",
    },
    {
      reservationId: "res-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      storeId: "store-3",
      lines: [
        { sku: "country-loaf", quantity: 1 },
        { sku: "cinnamon-roll", quantity: 2 },
      ],
      writtenOffAt: "2026-12-01T18:00:04.200Z",
    },
  ],
  delivery: "Once per reservation, after OrderNotCollected.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
