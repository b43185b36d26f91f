import * as z from "zod";
import { BusinessDay, Currency, Sku, StoreId, Timestamp } from "../../fields.ts";

/**
 * An hour as the clock on the store's wall shows it. `startsAt` tells the two of them apart when the clock goes back,
 * and orders them; in the night it goes forward, one is not there.
 */
const Hour = z.object({
  day: BusinessDay,
  hour: z.int().min(0).max(23),
  startsAt: Timestamp,
  currency: Currency,
});

/** What the orders came to that were confirmed in an hour. What becomes of an order later counts in that hour, too. */
export const SalesHour = Hour.extend({
  orders: z.int().min(0).describe("Confirmed, and not cancelled since."),
  notCollected: z.int().min(0).describe("Of these, that nobody came for."),
  refundedCents: z
    .int()
    .min(0)
    .describe("What was given back of them by hand; it is not taken off the revenue."),
});

/** A product in an hour. */
export const SalesOfProduct = Hour.extend({
  sku: Sku,
  pieces: z.int().min(0).describe("Of orders that were confirmed, and not cancelled since."),
  notCollectedPieces: z.int().min(0).describe("Of these, that nobody came for."),
  revenueCents: z
    .int()
    .min(0)
    .describe("Of the same pieces, without what nobody came for and nobody had paid for."),
});

/**
 * `GET /office/sales?store=&from=&to=`, for staff: a store's days from `from` to `to`, both of them included, oldest hour
 * first. Hours and products without sales are not in it. A page may end within an hour; the next one begins at `cursor`.
 */
export const SalesView = z.object({
  storeId: StoreId,
  version: z.int().min(0).describe("Of the projection: it grows when the sales are counted anew."),
  hours: z.array(SalesHour),
  products: z.array(SalesOfProduct),
  cursor: z.string().optional(),
});

/** A store's sales over some days, by the store's own clock; `to` is the last of them. */
export interface SalesQuery {
  storeId: z.infer<typeof StoreId>;
  from: z.infer<typeof BusinessDay>;
  to: z.infer<typeof BusinessDay>;
}

export type SalesHour = z.infer<typeof SalesHour>;
export type SalesOfProduct = z.infer<typeof SalesOfProduct>;
export type SalesView = z.infer<typeof SalesView>;
