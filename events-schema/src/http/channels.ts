import type * as z from "zod";
import { PopularMessage } from "./activity.ts";
import { KitchenMessage } from "./kitchen.ts";
import { OfficeMessage } from "./office.ts";
import { OrderStatusMessage } from "./orders.ts";

/** What is published on the realtime channels, by the namespace they begin with. */
export const channels: Readonly<Record<string, z.ZodObject>> = {
  orders: OrderStatusMessage,
  kitchen: KitchenMessage,
  office: OfficeMessage,
  shop: PopularMessage,
};
