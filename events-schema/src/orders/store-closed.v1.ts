import * as z from "zod";
import { defineEvent } from "../event.ts";
import { BusinessDay, StoreId, Timestamp } from "../fields.ts";

export const StoreClosed = defineEvent({
  source: "sourdough.orders",
  name: "StoreClosed",
  version: 1,
  description: "A store closed its day: the orders that nobody came for are over.",
  data: z.object({
    storeId: StoreId,
    businessDay: BusinessDay,
    closesAt: Timestamp.describe("When the store closed by its opening hours, however late this was done."),
    closedAt: Timestamp.describe("When it was done."),
    notCollected: z.int().min(0).describe("Orders that became NOT_COLLECTED."),
    collected: z.int().min(0).describe("Orders whose customer came while the day was being closed."),
    failed: z
      .int()
      .min(0)
      .describe("Orders that could not be changed: they are READY until the next closing."),
  }),
  examples: [
    {
      storeId: "store-1",
      businessDay: "2026-12-01",
      closesAt: "2026-12-01T18:00:00Z",
      closedAt: "2026-12-01T18:00:05.331Z",
      notCollected: 3,
      collected: 1,
      failed: 0,
    },
    {
      storeId: "store-2",
      businessDay: "2027-03-28",
      closesAt: "2027-03-28T17:30:00Z",
      closedAt: "2027-03-28T19:12:44.000Z",
      notCollected: 0,
      collected: 0,
      failed: 1,
    },
  ],
  delivery: "Once per store and business day; a repeated one has the same id.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
