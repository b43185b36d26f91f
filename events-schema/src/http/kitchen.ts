import * as z from "zod";
import { OrderStatus } from "../fields.ts";
import { OrderStatusMessage } from "./orders.ts";

/** What a kitchen works on and has worked on; `GET /kitchen/{storeId}/orders?status=&cursor=` takes one of these. */
export const KitchenStatus = OrderStatus.extract(["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"]);

/**
 * A message on the realtime channel `/kitchen/{storeId}`, for staff. An order that was cancelled may be one the kitchen
 * never heard of.
 */
export const KitchenMessage = OrderStatusMessage.omit({ reason: true }).extend({
  status: z.enum([...KitchenStatus.options, "CANCELLED"]),
});

/**
 * How the order stands after `POST /orders/{orderId}/ready`, `/collected` or `/cancel`: the same as the message that
 * its watchers get. A repeated command gives the answer of the first.
 */
export const OrderChangeAnswer = OrderStatusMessage.omit({ reason: true });

export type KitchenStatus = z.infer<typeof KitchenStatus>;
export type KitchenMessage = z.infer<typeof KitchenMessage>;
export type OrderChangeAnswer = z.infer<typeof OrderChangeAnswer>;
