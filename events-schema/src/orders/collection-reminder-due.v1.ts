import * as z from "zod";
import { defineEvent } from "../event.ts";
import { CustomerId, OrderId } from "../fields.ts";

export const CollectionReminderDue = defineEvent({
  source: "sourdough.orders",
  name: "CollectionReminderDue",
  version: 1,
  description:
    "An order has been on the counter for half an hour; published by its one-time schedule. Whether it still waits is to be looked up.",
  data: z.object({ orderId: OrderId, customerId: CustomerId }),
  examples: [
    { orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A", customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a" },
    { orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C", customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02" },
  ],
  delivery:
    "Possibly more than once, and possibly after the order was collected. It has no address: a schedule is no place for one.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
