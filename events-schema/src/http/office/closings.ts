import * as z from "zod";
import { StoreId, Timestamp } from "../../fields.ts";

/** The days of a store as the office sees them. */
export const StoreDays = z.object({
  storeId: StoreId,
  timeZone: z.string().describe("Of the IANA database."),
  closesAt: Timestamp.describe("When its day is closed next."),
  remindersPending: z.int().min(0),
  lastClosing: z
    .object({
      businessDay: z.string().describe("`YYYY-MM-DD` by the store's own clock."),
      closedAt: Timestamp,
      notCollected: z.int().min(0),
      failed: z.int().min(0),
    })
    .optional(),
});

/** `GET /office/closings`. */
export const ClosingsView = z.object({ closings: z.array(StoreDays) });

export type StoreDays = z.infer<typeof StoreDays>;
export type ClosingsView = z.infer<typeof ClosingsView>;
