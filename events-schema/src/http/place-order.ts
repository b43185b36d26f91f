import * as z from "zod";
import { OrderId, PaymentMethodId, Sku, StoreId } from "../fields.ts";
import { orderSize } from "../order-size.ts";

/**
 * Body of `PUT /orders/{orderId}`. What comes to more than `Cents` holds could be accepted, but no event could
 * say so; hence the bound on the price of a piece: 50 lines of 99 pieces at 200 are 990,000.
 */
export const PlaceOrderBody = z.strictObject({
  storeId: StoreId,
  paymentMethodId: PaymentMethodId,
  lines: z
    .array(
      z.strictObject({
        sku: Sku,
        quantity: z.int().min(1).max(orderSize.piecesPerLine),
        unitPriceCents: z
          .int()
          .min(0)
          .max(orderSize.pieceCents)
          .describe("The price the customer saw, in cents."),
      }),
    )
    .min(1)
    .max(orderSize.lines),
});

/** The `202` of `PUT /orders/{orderId}`. */
export const PlaceOrderAnswer = z.object({ orderId: OrderId, status: z.literal("RECEIVED") });

export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>;
export type PlaceOrderAnswer = z.infer<typeof PlaceOrderAnswer>;
