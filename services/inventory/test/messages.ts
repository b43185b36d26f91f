import {
  type EventContract,
  MenuItemChanged,
  type OrderCancelled,
  type OrderConfirmed,
  type OrderNotCollected,
  type OrderRejected,
  StockReservationRequested,
} from "@sourdough/events-schema";
import type { Menu } from "../src/domain/menu.ts";

export const ulid = (number: number) => `01JD7Q2Z8M4V6T0K9X3C5B${String(number).padStart(4, "0")}`;
export const orderId = (number: number) => `ord-${ulid(number)}`;
export const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** A menu of one store. */
export const menu = (pieces: Record<string, number>): Menu => ({
  stores: [{ storeId: "store-1", name: "Mitte", city: "Berlin" }],
  products: Object.entries(pieces).map(([sku, delivered]) => ({
    ...MenuItemChanged.data.parse(MenuItemChanged.examples[0]),
    sku,
    delivered: { "store-1": delivered },
  })),
});

const bodyOf = (contract: EventContract, eventId: string, data: object) =>
  JSON.stringify({
    source: contract.source,
    "detail-type": contract.name,
    detail: {
      metadata: {
        eventId,
        version: 1,
        occurredAt: "2026-11-23T07:30:00.000Z",
        correlationId: "journey-1",
        causationId: "message-1",
        traceparent,
      },
      data,
    },
  });

export const request = (order: number, quantities: Record<string, number>, replyTo = "token-1") =>
  bodyOf(StockReservationRequested, `evt-${ulid(order)}-${replyTo}`, {
    orderId: orderId(order),
    storeId: "store-1",
    lines: Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity })),
    replyTo,
  });

export const outcome = (
  contract: typeof OrderConfirmed | typeof OrderRejected | typeof OrderCancelled | typeof OrderNotCollected,
  order: number,
) =>
  bodyOf(contract, `evt-${ulid(order)}-${contract.name.toLowerCase()}`, {
    ...contract.examples[0],
    orderId: orderId(order),
    storeId: "store-1",
  });
