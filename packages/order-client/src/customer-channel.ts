import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import type { StatusListener } from "./follow.ts";
import type { StatusChannel } from "./follow-order.ts";
import { createLiveChannel } from "./live-channel.ts";
import type { AmplifyContext } from "./session.ts";

const lingers = 10_000;

/**
 * The channel of all orders of a customer, `/orders/{customerId}/*`: one subscription however many orders are watched,
 * since a connection may have 200. Opened for the first listener, closed a while after the last one left.
 */
export const createCustomerChannel = (context: AmplifyContext, customerId: string): StatusChannel => {
  const listeners = new Map<string, Set<StatusListener>>();
  let closing: NodeJS.Timeout | undefined;
  const channel = createLiveChannel(context, `/orders/${customerId}/*`, {
    onEvent: (event) => {
      if (!isStatusMessage(event)) return;
      for (const listener of listeners.get(event.orderId) ?? []) listener.onMessage(event);
    },
    onLive: (live) => {
      for (const set of listeners.values()) for (const listener of set) listener.onConnection(live);
    },
  });

  return {
    listen(orderId, listener) {
      clearTimeout(closing);
      // Somebody wants to see something now: no waiting for the next try.
      channel.open();
      const set = listeners.get(orderId) ?? new Set();
      listeners.set(orderId, set.add(listener));
      if (channel.live) listener.onConnection(true);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(orderId);
        if (listeners.size > 0) return;
        clearTimeout(closing);
        closing = setTimeout(() => channel.close(), lingers);
        if (typeof closing === "object") closing.unref();
      };
    },
  };
};

export const isStatusMessage = (event: unknown): event is OrderStatusMessage => {
  const { orderId, status, sequence } = (event ?? {}) as Partial<Record<string, unknown>>;
  return typeof orderId === "string" && typeof status === "string" && Number.isInteger(sequence);
};
