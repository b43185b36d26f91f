import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Sku, StoreId } from "../fields.ts";

export const StockLow = defineEvent({
  source: "sourdough.inventory",
  name: "StockLow",
  version: 1,
  description: "A product is running out at a store.",
  data: z.object({
    storeId: StoreId,
    sku: Sku,
    onHand: z.int().min(0).describe("Pieces left to sell."),
    threshold: z.int().min(1).describe("Pieces below which a product counts as low."),
  }),
  examples: [
    { storeId: "store-1", sku: "butter-croissant", onHand: 4, threshold: 5 },
    { storeId: "store-3", sku: "country-loaf", onHand: 0, threshold: 3 },
  ],
  delivery:
    "When the stock crosses the threshold downwards; the number is that of the moment, so read the stock before acting.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
