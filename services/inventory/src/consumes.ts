import {
  consumers,
  OrderCancelled,
  OrderConfirmed,
  OrderNotCollected,
  OrderRejected,
  reads,
  StockReservationRequested,
} from "@sourdough/events-schema";
import { StockItem } from "./adapters/stock-item.ts";

export const consumes = consumers({
  ReserveStock: [reads(StockReservationRequested, ["orderId", "storeId", "lines", "replyTo"])],
  SettleReservation: [
    reads(OrderConfirmed, ["orderId"]),
    reads(OrderRejected, ["orderId", "storeId"]),
    reads(OrderCancelled, ["orderId", "storeId"]),
    reads(OrderNotCollected, ["orderId"]),
  ],
});

/** What state machines take from elsewhere than the bus: items of the table, as its stream has them. */
export const inputs = { ReportLowStock: StockItem };
