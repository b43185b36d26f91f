import * as z from "zod";
import { defineEvent } from "../event.ts";
import { CustomerId, NotificationId, OrderId, Timestamp } from "../fields.ts";

export const NotificationSent = defineEvent({
  source: "sourdough.notifications",
  name: "NotificationSent",
  version: 1,
  description:
    "A customer was told about a change of an order. Published until 2026-11-29, before version 2.",
  data: z.object({
    notificationId: NotificationId,
    orderId: OrderId,
    customerId: CustomerId,
    channel: z.enum(["email", "sms"]).describe("How the customer was told."),
    about: z
      .enum(["OrderConfirmed", "OrderRejected", "OrderCancelled"])
      .describe("The event the customer was told about."),
    sentAt: Timestamp,
  }),
  examples: [
    {
      notificationId: "ntf-01JD7Q30A1B2C3D4E5F6G7H8J9",
      orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      customerId: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a",
      channel: "email",
      about: "OrderConfirmed",
      sentAt: "2026-11-23T07:30:00.200Z",
    },
    {
      notificationId: "ntf-01JD7Q4K0A1B2C3D4E5F6G7H8J",
      orderId: "ord-01JD7Q4H2E8R6P0S5W7Y9A1B3C",
      customerId: "0b7d3c1e-8f2a-4c6d-b5e9-7a1f3c5d9e02",
      channel: "sms",
      about: "OrderRejected",
      sentAt: "2026-11-23T08:05:12.700Z",
    },
  ],
  delivery: "Once per event and channel. Without the address: that is nobody else's business.",
  public: true,
  personal: [],
  lifecycle: { status: "deprecated", since: "2026-11-29", removeAfter: "2027-05-31" },
});
