import * as z from "zod";
import type { LedgerEntry, Order, Published, Reservation, Stock } from "../domain/records.ts";

/**
 * The items of other services' tables, as far as the audit reads them, and the keys they lie under. Each table's own
 * service says what is in it; the flow tests hold this to that.
 */
const Lines = z.array(z.object({ sku: z.string(), quantity: z.number() }));

const OrderItem = z.object({
  orderId: z.string(),
  customerId: z.string(),
  storeId: z.string(),
  status: z.string(),
  sequence: z.number(),
  reason: z.string().optional(),
  unpaid: z.boolean().optional(),
  lines: Lines,
  totalCents: z.number(),
  placedAt: z.string(),
  updatedAt: z.string(),
});

const StockItem = z.object({
  storeId: z.string(),
  sku: z.string(),
  delivered: z.number(),
  onHand: z.number(),
  reserved: z.number().default(0),
  sold: z.number().default(0),
  writtenOff: z.number().default(0),
  lastChange: z.object({ eventId: z.string() }),
});

const ReservationItem = z.object({
  orderId: z.string(),
  storeId: z.string(),
  status: z.string(),
  lines: Lines.default([]),
});

const LedgerItem = z.object({
  type: z.string(),
  providerReference: z.string().optional(),
  reason: z.string().optional(),
});

const OutboxItem = z.object({ eventId: z.string(), detailType: z.string(), detail: z.string() });
const Detail = z.object({ metadata: z.object({ sequence: z.number().optional() }) });

export const toOrder = (item: unknown): Order => OrderItem.parse(item);
export const toStock = (item: unknown): Stock => {
  const { lastChange, ...pieces } = StockItem.parse(item);
  return { ...pieces, lastChange: lastChange.eventId };
};
export const toReservation = (item: unknown): Reservation => ReservationItem.parse(item);
export const toLedgerEntry = (item: unknown): LedgerEntry => LedgerItem.parse(item);
export const toPublished = (item: unknown): Published => {
  const { eventId, detailType, detail } = OutboxItem.parse(item);
  return { eventId, name: detailType, sequence: Detail.parse(JSON.parse(detail)).metadata.sequence };
};

export const keys = {
  order: ({ customerId, orderId }: Pick<Order, "customerId" | "orderId">) => ({
    pk: `customer#${customerId}`,
    sk: `order#${orderId}`,
  }),
  reservation: (orderId: string) => ({ pk: `order#${orderId}`, sk: "reservation" }),
  ledger: (orderId: string) => `payment#${orderId}`,
  outbox: (orderId: string) => `outbox#${orderId}`,
  told: (eventId: string) => ({ pk: `notification#${eventId}`, sk: "email" }),
  stores: "stores",
  stock: (storeId: string) => ({ pk: `store#${storeId}`, prefix: "stock#" }),
};
