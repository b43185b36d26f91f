import * as z from "zod";
import {
  Cents,
  Currency,
  CustomerId,
  OrderId,
  OrderLine,
  OrderStatus,
  RejectionReason,
  Sequence,
  StoreId,
  Timestamp,
  Unpaid,
} from "../fields.ts";

/** `id_taken`: another customer's order has the id. That order goes on, and is told to nobody else. */
const Reason = z.enum([...RejectionReason.options, "id_taken"]);

/** `GET /orders/{orderId}`: the order as the first `PUT` with its id asked for it. */
export const OrderView = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  storeId: StoreId,
  status: OrderStatus,
  sequence: Sequence,
  reason: Reason.optional(),
  unpaid: Unpaid.optional(),
  lines: z.array(OrderLine),
  totalCents: Cents,
  currency: Currency,
  placedAt: Timestamp,
  updatedAt: Timestamp,
  /** When the pieces of an order that came to nothing were for sale again. */
  stockReturnedAt: Timestamp.optional(),
  /** When money of the order was let go or given back, the last time. */
  moneyReturnedAt: Timestamp.optional(),
  /** What of its total was given back after it had been taken. */
  refundedCents: Cents.optional(),
});

/** `GET /orders?cursor=`, newest first; without `cursor` there are no more. */
export const OrderListView = z.object({ orders: z.array(OrderView), cursor: z.string().optional() });

/** A message on the realtime channel `/orders/{customerId}/{orderId}`. */
export const OrderStatusMessage = z.object({
  orderId: OrderId,
  status: OrderStatus,
  sequence: Sequence,
  at: Timestamp,
  reason: Reason.optional(),
  unpaid: Unpaid.optional(),
});

export type OrderView = z.infer<typeof OrderView>;
export type OrderListView = z.infer<typeof OrderListView>;
export type OrderStatusMessage = z.infer<typeof OrderStatusMessage>;
