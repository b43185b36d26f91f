import {
  BusinessDay,
  CausationId,
  Cents,
  CorrelationId,
  Currency,
  CustomerId,
  Depth,
  OrderId,
  OrderLine,
  PaymentMethodId,
  RejectionReason,
  StoreId,
  Timestamp,
  Traceparent,
} from "@sourdough/events-schema";
import { orderSize } from "@sourdough/events-schema/order-size";
import * as z from "zod";

/** What one change of an order's status needs; the state machine makes it. */
export const OrderStatusChange = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  command: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Reject"), reason: RejectionReason }),
    z.object({
      type: z.enum(["Confirm", "MarkReady", "MarkCollected", "MarkNotCollected", "Cancel", "MarkUnpaid"]),
    }),
  ]),
  metadata: z.object({
    correlationId: CorrelationId,
    causationId: CausationId,
    traceparent: Traceparent,
    depth: Depth.optional(),
  }),
});

/** What the API asks for on behalf of a customer or of staff. `groups` are the caller's, separated by commas. */
export const OrderCommandRequest = z.object({
  command: z.enum(["MarkReady", "MarkCollected", "Cancel"]),
  orderId: OrderId,
  caller: z.object({ customerId: CustomerId, groups: z.string() }),
  causationId: CausationId,
  traceparent: Traceparent,
});

/** What the workflow needs to know of an order, and no way to reach the customer: that stays in the table. */
export const FulfilmentRequest = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  storeId: StoreId,
  paymentMethodId: PaymentMethodId,
  lines: z.array(OrderLine).min(1).max(orderSize.lines),
  totalCents: Cents,
  currency: Currency,
  causationId: CausationId,
  traceparent: Traceparent,
});

/** The end of a store's day, by its schedule. */
export const DayEnded = z.object({
  storeId: StoreId,
  /** When the store closed, however late this comes. */
  closesAt: Timestamp,
  /** The same by the store's clock, `HH:MM`. */
  closingTime: z.string().regex(/^[0-9]{2}:[0-9]{2}$/),
});

/** What `ResumeFulfilment` hands over of a reply, where a durable function waits for it; `reason` of a refusal. */
export const FulfilmentReply = z.strictObject({
  eventId: CausationId,
  depth: Depth.optional(),
  reason: RejectionReason.optional(),
});

/** Which sales staff ask for; `cursor` is empty for the first page. */
export const SalesRequest = z.object({
  store: StoreId,
  from: BusinessDay,
  to: BusinessDay,
  /** The version of the page before, and the sort key of its last sum. */
  cursor: z.string().regex(/^([0-9]{1,9}~[A-Za-z0-9#:.-]{1,128})?$/),
});
