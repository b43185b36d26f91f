import * as z from "zod";
import { defineEvent } from "../event.ts";
import { CustomerId, OrderId, Timestamp } from "../fields.ts";

export const OrderIdRefused = defineEvent({
  source: "sourdough.orders",
  name: "OrderIdRefused",
  version: 1,
  description:
    "A customer chose an order id that another customer's order has: theirs is not made, that one goes on.",
  data: z.object({
    orderId: OrderId,
    customerId: CustomerId.describe("Who chose it. Nothing here says whose it is."),
    at: Timestamp,
  }),
  examples: [
    {
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      at: "2026-11-23T07:30:00.090Z",
    },
    {
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      at: "2026-11-23T08:05:12.590Z",
    },
  ],
  delivery:
    "Once per customer and id, for that customer's page alone: it is no change of the order that has the id, so nothing held for that one may be given back.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
