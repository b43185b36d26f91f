import * as z from "zod";
import { defineEvent } from "../event.ts";
import { OrderId, ReplyTo, Sku, StoreId } from "../fields.ts";
import { orderSize } from "../order-size.ts";

export const StockRejected = defineEvent({
  source: "sourdough.inventory",
  name: "StockRejected",
  version: 1,
  description: "At least one product of an order cannot be held, so none is.",
  data: z.object({
    orderId: OrderId,
    storeId: StoreId,
    reason: z.enum(["sold_out", "unknown_product"]).describe("What is wrong with the `skus`."),
    skus: z
      .array(Sku)
      .min(1)
      .max(orderSize.lines)
      .describe("The products that are short or not sold at this store."),
    replyTo: ReplyTo,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      storeId: "store-1",
      reason: "sold_out",
      skus: ["butter-croissant"],
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      storeId: "store-3",
      reason: "unknown_product",
      skus: ["country-loaf", "cinnamon-roll"],
      replyTo: "AQB8AAAAKgAAAAMAAAAAAAAAAc7example",
    },
  ],
  delivery: "At least once per request; nothing is held. A repeated request gets the first answer.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
