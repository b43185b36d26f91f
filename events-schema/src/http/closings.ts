import * as z from "zod";
import { BusinessDay, OrderId, StoreId, Timestamp } from "../fields.ts";

/** The end of a store's day; counts are there once it is `CLOSED`. */
export const ClosingView = z.object({
  storeId: StoreId,
  businessDay: BusinessDay,
  status: z.enum(["CLOSING", "CLOSED"]),
  closesAt: Timestamp,
  closedAt: Timestamp.optional(),
  notCollected: z.int().min(0).optional(),
  collected: z.int().min(0).optional(),
  failed: z.int().min(0).optional(),
});

/** `GET /office/closings`, for staff: what the clock did, and what it will do. */
export const ClosingsView = z.object({
  /** The last thirty, newest first. */
  closings: z.array(ClosingView),
  /** The schedules that close stores: every day at `closingTime`, `HH:MM` by the clock of `timeZone`. */
  upcoming: z.array(
    z.object({ storeId: StoreId, closingTime: z.string(), timeZone: z.string(), enabled: z.boolean() }),
  ),
  /** The first fifty reminders that are to go out. */
  reminders: z.array(z.object({ orderId: OrderId, dueAt: Timestamp })),
});

export type ClosingView = z.infer<typeof ClosingView>;
export type ClosingsView = z.infer<typeof ClosingsView>;
