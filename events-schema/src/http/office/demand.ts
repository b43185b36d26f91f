import * as z from "zod";
import { Sku, Timestamp } from "../../fields.ts";

const count = z.int().min(0);

/** What was looked at, and put into baskets, at a store within a minute. */
export const DemandMinute = z.object({
  minute: Timestamp.describe("When it begins; by when records reached the bakery."),
  products: z.array(z.object({ sku: Sku, viewed: count, added: count })),
});

/**
 * `GET /office/demand?storeId=&since=`, for staff: the minutes that begin at `since` or later, in order. A minute
 * nobody looked in is left out; one that was counted in parts is there with each of them, to be added up.
 */
export const DemandView = z.object({
  minutes: z.array(DemandMinute),
  next: Timestamp.optional().describe("There are more: from this minute on, which may be here in part."),
});

export type DemandMinute = z.infer<typeof DemandMinute>;
export type DemandView = z.infer<typeof DemandView>;
