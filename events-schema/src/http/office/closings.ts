import * as z from "zod";
import { BusinessDay, StoreId, Timestamp } from "../../fields.ts";

/** The days of a store as the office sees them. */
export const StoreDays = z.object({
  storeId: StoreId,
  timeZone: z.string().describe("Of the IANA database."),
  closingTime: z.string().describe("Its schedule: every day at `HH:MM` by the store's own clock."),
  lastClosing: z
    .object({
      businessDay: BusinessDay,
      closedAt: Timestamp,
      notCollected: z.int().min(0),
      collected: z.int().min(0),
      failed: z.int().min(0),
    })
    .optional(),
});

/** `GET /office/closings`, for staff: what the clock will do, and what it did last. */
export const ClosingsView = z.object({
  now: Timestamp.describe("When this was asked, by the bakery's clock: that of a reader may be another."),
  closings: z.array(StoreDays),
  /** Schedules that will remind somebody of a bag on the counter; a hundred stands for a hundred or more. */
  remindersPending: z.int().min(0),
});

export type StoreDays = z.infer<typeof StoreDays>;
export type ClosingsView = z.infer<typeof ClosingsView>;
