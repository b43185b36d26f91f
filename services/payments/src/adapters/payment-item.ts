import { Currency } from "@sourdough/events-schema";
import * as z from "zod";
import type { PaymentEvent } from "../domain/payment.ts";

/**
 * The items of `PaymentsTable`, beside the outbox records:
 *
 * | item                     | pk                  | sk               |
 * |--------------------------|---------------------|------------------|
 * | nth event of a payment   | `payment#<orderId>` | `event#<000001>` |
 *
 * Nothing is ever changed or deleted: an event is written on condition that there is none of its number.
 */
export const ledgerKey = (orderId: string) => `payment#${orderId}`;

const Terms = z.object({
  customerId: z.string(),
  amountCents: z.int(),
  currency: Currency,
  paymentMethodId: z.string(),
});
const at = z.iso.datetime();
const reason = z.enum(["order_rejected", "order_cancelled"]);

const EventItem = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Opened"), at, terms: Terms, providerReference: z.string().optional() }),
  z.object({ type: z.literal("Authorized"), at }),
  z.object({ type: z.literal("Declined"), at, declineCode: z.string() }),
  z.object({ type: z.literal("Captured"), at }),
  z.object({ type: z.literal("Lost"), at, reason: z.enum(["expired", "cancelled", "declined"]) }),
  z.object({ type: z.literal("Voided"), at, reason }),
  z.object({ type: z.literal("Refunded"), at, reason }),
  z.object({ type: z.literal("Refused"), at, reason }),
]);

export const toEventItem = (orderId: string, version: number, event: PaymentEvent) => ({
  pk: ledgerKey(orderId),
  sk: `event#${String(version).padStart(6, "0")}`,
  entity: "paymentEvent",
  orderId,
  version,
  ...event,
});

export const fromEventItem = (item: unknown): PaymentEvent => EventItem.parse(item);
