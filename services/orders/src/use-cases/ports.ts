import type { EventContract, Metadata } from "@sourdough/events-schema";
import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type * as z from "zod";
import type { MenuItem } from "../domain/acceptance.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLimits } from "../domain/order-limits.ts";
import type { Sale, SalesEvent } from "../domain/sales.ts";
import type { Versions } from "../domain/sales-versions.ts";
import type { FulfilmentRequest as FulfilmentRequestSchema } from "../inputs.ts";

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
  /** Of the events to come; where an event is the cause. */
  depth?: number | undefined;
}

export interface Ports extends KitPorts {
  orders: OrderRepository;
}

export interface PlacingPorts extends Ports {
  fulfilment: Fulfilment;
}

export type FulfilmentRequest = z.output<typeof FulfilmentRequestSchema>;

export interface Menu {
  /** Those of the products that the menu has, or had. */
  items: (skus: readonly string[]) => Promise<readonly MenuItem[]>;
  /** What the customer has in place of the usual limits. */
  limitsOf: (customerId: string) => Promise<Partial<OrderLimits>>;
}

export interface EventBus {
  /** Throws `InvalidEventError` when the event breaks its contract, and `TransientError` when the bus refuses it. */
  publish: <Event extends EventContract>(
    event: Event,
    data: z.input<Event["data"]>,
    metadata: Metadata,
  ) => Promise<void>;
}

/** What fulfilling an order needs where a function does it. */
export interface FulfillingPorts extends Ports {
  menu: Menu;
  bus: EventBus;
}

export interface SalesRepository {
  versions: () => Promise<Versions>;
  /** False when `versions` are not the successor of what is stored. */
  replaceVersions: (versions: Versions) => Promise<boolean>;
  /** Counts an event in a version, once. Throws `TransientError` when others are always faster. */
  add: (version: number, eventId: string, event: SalesEvent) => Promise<void>;
  /** Adds what another version knows of a sale, by these events. */
  carryOver: (version: number, sale: Sale, eventIds: readonly string[]) => Promise<void>;
}

/** What the projection of the sales needs. */
export interface SalesPorts {
  sales: SalesRepository;
}
