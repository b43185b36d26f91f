import {
  type Metadata,
  OrderCancelled,
  OrderConfirmed,
  OrderIdRefused,
  OrderNotCollected,
  OrderPlacedV2,
  OrderRejected,
  OrderStatusChangedV2,
} from "@sourdough/events-schema";
import { type OutboxItem, outboxItem } from "@sourdough/lambda-kit";
import type { Order, OrderEvent } from "../domain/order.ts";
import type { Cause } from "./ports.ts";

/**
 * The events of a change: its own where others act on it, and the new status. A refused id has one for its sender alone:
 * to everybody else that id means another order.
 */
export function orderOutbox(
  order: Order,
  event: OrderEvent,
  cause: Cause,
  newId: (prefix: string) => string,
): OutboxItem[] {
  const { orderId, customer, storeId, totalCents, currency, sequence } = order;
  const { customerId } = customer;
  const at = event.at.toISOString();
  const metadata = (): Metadata => ({
    eventId: newId("evt"),
    occurredAt: at,
    correlationId: orderId,
    causationId: cause.causationId,
    traceparent: cause.traceparent,
    sequence,
    depth: cause.depth,
  });
  if (event.type === "OrderIdRefused")
    return [outboxItem(OrderIdRefused, { orderId, customerId, at }, metadata(), orderId)];
  const shared = { orderId, customer, storeId, totalCents, currency };
  const own = (): OutboxItem[] => {
    switch (event.type) {
      case "OrderPlaced": {
        const money = (amountCents: number) => ({ amountCents, currency });
        const lines = order.lines.map(({ sku, quantity, unitPriceCents }) => ({
          sku,
          quantity,
          unitPrice: money(unitPriceCents),
        }));
        const total = money(totalCents);
        const data = { orderId, customerId, storeId, lines, total, placedAt: at };
        return [outboxItem(OrderPlacedV2, data, metadata(), orderId)];
      }
      case "OrderConfirmed":
        return [
          outboxItem(OrderConfirmed, { ...shared, lines: order.lines, confirmedAt: at }, metadata(), orderId),
        ];
      case "OrderRejected":
        return [
          outboxItem(OrderRejected, { ...shared, reason: event.reason, rejectedAt: at }, metadata(), orderId),
        ];
      case "OrderCancelled":
        return [
          outboxItem(
            OrderCancelled,
            { ...shared, reason: event.reason, cancelledAt: at },
            metadata(),
            orderId,
          ),
        ];
      case "OrderNotCollected":
        return [
          outboxItem(
            OrderNotCollected,
            { ...shared, unpaid: order.unpaid, notCollectedAt: at },
            metadata(),
            orderId,
          ),
        ];
      case "OrderMarkedReady":
      case "OrderMarkedUnpaid":
      case "OrderCollected":
        return [];
    }
  };
  const { status, unpaid } = order;
  const reason = event.type === "OrderRejected" ? event.reason : undefined;
  const statusChanged = { orderId, customerId, storeId, status, sequence, at, reason, unpaid };
  return [...own(), outboxItem(OrderStatusChangedV2, statusChanged, metadata(), orderId)];
}
