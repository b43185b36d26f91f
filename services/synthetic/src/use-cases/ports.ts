import type { OrderStatus } from "@sourdough/events-schema";

/** A change of an order, and whether it came over the socket. */
export interface Change {
  readonly status: OrderStatus;
  readonly reason?: string | undefined;
  readonly live: boolean;
}

/** The shop as a customer's page uses it. */
export interface Shop {
  signIn: () => Promise<void>;
  /** Ids of orders that are neither over nor rejected. */
  openOrders: () => Promise<string[]>;
  priceCents: () => Promise<number>;
  newOrderId: () => string;
  /** The order's changes from now on, also from before it is placed; resolves once the socket is open. */
  follow: (orderId: string, signal: AbortSignal) => Promise<AsyncGenerator<Change, void, undefined>>;
  place: (orderId: string, priceCents: number) => Promise<void>;
  /** Harmless for an order that is over. */
  cancel: (orderId: string) => Promise<void>;
}

export interface Ports {
  readonly shop: Shop;
  /** Milliseconds of a clock that only counts. */
  readonly ticks: () => number;
}
