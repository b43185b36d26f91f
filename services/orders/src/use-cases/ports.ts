import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type { Order } from "../domain/order.ts";

export interface OrderRepository {
  find: (customerId: string, orderId: string) => Promise<Order | undefined>;
  /** Writes both or nothing; false when the id is in use. */
  add: (order: Order, outbox: OutboxItem[]) => Promise<boolean>;
  /** Writes both or nothing, beside the order of another customer that has the id; nothing when it was written before. */
  addRefused: (order: Order, outbox: OutboxItem[]) => Promise<boolean>;
  /** Writes both or nothing; false when `order` is not the successor of what is stored. */
  save: (order: Order, outbox: OutboxItem[]) => Promise<boolean>;
}

export interface Fulfilment {
  /** Does nothing when the order's fulfilment was started before. */
  start: (order: Order, cause: Cause) => Promise<void>;
}

/** Where a change comes from; its events carry it on. */
export interface Cause {
  causationId: string;
  traceparent: string;
}

export interface Ports extends KitPorts {
  orders: OrderRepository;
}

export interface PlacingPorts extends Ports {
  fulfilment: Fulfilment;
}
