import * as z from "zod";
import { Cents, OrderId, PaymentMethodId, Sku, StoreId } from "../fields.ts";

/** Body of `PUT /orders/{orderId}`. */
export const PlaceOrderBody = z.strictObject({
  storeId: StoreId,
  paymentMethodId: PaymentMethodId,
  lines: z
    .array(
      z.strictObject({
        sku: Sku,
        quantity: z.int().min(1).max(99),
        unitPriceCents: Cents.describe("The price the customer saw, in cents."),
      }),
    )
    .min(1)
    .max(50),
});

/** The `202` of `PUT /orders/{orderId}`. */
export const PlaceOrderAnswer = z.object({ orderId: OrderId, status: z.literal("RECEIVED") });

export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>;
export type PlaceOrderAnswer = z.infer<typeof PlaceOrderAnswer>;
