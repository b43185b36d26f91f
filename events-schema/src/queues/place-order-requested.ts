import * as z from "zod";
import { CausationId, CorrelationId, Customer, OrderId, Traceparent } from "../fields.ts";
import { PlaceOrderBody } from "../http/place-order.ts";

/** What the gateway puts on `PlaceOrderQueue` for an accepted `PUT /orders/{orderId}`. */
export const PlaceOrderRequested = z.strictObject({
  metadata: z.strictObject({
    correlationId: CorrelationId,
    causationId: CausationId,
    traceparent: Traceparent,
    requestedAt: z.int().describe("Epoch milliseconds: templates cannot format a date."),
  }),
  data: z.strictObject({ orderId: OrderId, customer: Customer, order: PlaceOrderBody }),
});

export type PlaceOrderRequested = z.infer<typeof PlaceOrderRequested>;
