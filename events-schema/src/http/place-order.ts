import * as z from "zod";
import { OrderId, PaymentMethodId, Sku, StoreId } from "../fields.ts";

const most = { lines: 50, pieces: 99, priceCents: 20_000 };

/**
 * Body of `PUT /orders/{orderId}`. What comes to more than `Cents` holds could be accepted, but nobody could be told of
 * it; so a piece costs 200 at most: 50 lines of 99 pieces are 990,000 then.
 */
export const PlaceOrderBody = z.strictObject({
  storeId: StoreId,
  paymentMethodId: PaymentMethodId,
  lines: z
    .array(
      z.strictObject({
        sku: Sku,
        quantity: z.int().min(1).max(most.pieces),
        unitPriceCents: z.int().min(0).max(most.priceCents).describe("The price the customer saw, in cents."),
      }),
    )
    .min(1)
    .max(most.lines),
});

/** The `202` of `PUT /orders/{orderId}`. */
export const PlaceOrderAnswer = z.object({ orderId: OrderId, status: z.literal("RECEIVED") });

export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>;
export type PlaceOrderAnswer = z.infer<typeof PlaceOrderAnswer>;
