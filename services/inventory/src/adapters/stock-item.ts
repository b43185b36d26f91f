import { CorrelationId, Depth, EventId, Sku, StoreId, Traceparent } from "@sourdough/events-schema";
import * as z from "zod";

/** The pieces of a product in a store, as the stream of the table has them. */
export const StockItem = z.object({
  entity: z.literal("stock"),
  storeId: StoreId,
  sku: Sku,
  delivered: z.int().min(0),
  onHand: z.int().min(0),
  reserved: z.int().min(0),
  sold: z.int().min(0),
  /** Baked for orders that nobody collected; absent until the first of them. */
  writtenOff: z.int().min(0).optional(),
  /** Why the pieces last changed: a `StockLow` names it as its cause. */
  lastChange: z.object({
    eventId: EventId,
    correlationId: CorrelationId,
    traceparent: Traceparent,
    /** Of the event, where it has one. */
    depth: Depth.optional(),
  }),
});
