import * as z from "zod";
import { defineEvent } from "../event.ts";
import { StoreId, Timestamp } from "../fields.ts";

const sku = "[a-z0-9-]{1,64}";

export const DemandCounted = defineEvent({
  source: "sourdough.inventory",
  name: "DemandCounted",
  version: 1,
  description: "What was looked at and put into baskets at a store within a minute was counted.",
  data: z.object({
    storeId: StoreId,
    minute: Timestamp.describe("When the minute begins."),
    viewed: z.int().min(0).describe("Products that were looked at."),
    added: z.int().min(0).describe("Products that were put into a basket."),
    popular: z
      .string()
      .regex(new RegExp(`^(?:${sku}(?:,${sku}){0,4})?$`))
      .describe("The products wanted most in the last ten minutes: five at most, by commas, the first most."),
    at: Timestamp.describe("The end of the minute."),
  }),
  examples: [
    {
      storeId: "store-1",
      minute: "2026-11-29T08:14:00.000Z",
      viewed: 212,
      added: 31,
      popular: "butter-croissant,country-loaf,pretzel",
      at: "2026-11-29T08:15:00.000Z",
    },
    {
      storeId: "store-3",
      minute: "2026-11-29T21:40:00.000Z",
      viewed: 1,
      added: 0,
      popular: "",
      at: "2026-11-29T21:41:00.000Z",
    },
  ],
  delivery:
    "Once a minute and store in which anybody looked, in any order; a minute may be counted in several parts, each an event of its own.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
