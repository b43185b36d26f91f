import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import { CONNECTION_STATE_CHANGE, ConnectionState, type EventsChannel, events } from "aws-amplify/data";
import { Hub } from "aws-amplify/utils";
import type { StatusChannel, StatusListener } from "./follow-order.ts";
import type { AmplifyContext } from "./session.ts";

/** Amplify tries again 5 s after a drop, but then only every minute; by then we open a subscription of our own. */
const reopenAfter = 8000;
const lingers = 10_000;

const lost: readonly string[] = [
  ConnectionState.ConnectionDisrupted,
  ConnectionState.ConnectionDisruptedPendingNetwork,
  ConnectionState.Disconnected,
];
const doubtful: readonly string[] = [
  ConnectionState.ConnectedPendingNetwork,
  ConnectionState.ConnectedPendingKeepAlive,
];

interface Opening {
  attempting: boolean;
  channel?: EventsChannel;
  subscriptionId?: string;
}

/**
 * The channel of all orders of a customer, `/orders/{customerId}/*`: one subscription however many orders are watched,
 * since a connection may have 200. Opened for the first listener, closed a while after the last one left.
 */
export const createCustomerChannel = (context: AmplifyContext, customerId: string): StatusChannel => {
  const path = `/orders/${customerId}/*`;
  const listeners = new Map<string, Set<StatusListener>>();
  let opening: Opening | undefined;
  let acknowledged = false;
  let healthy = false;
  let live = false;
  let reopening: NodeJS.Timeout | undefined;
  let closing: NodeJS.Timeout | undefined;
  let stopListening = () => {};

  const tell = () => {
    const isLive = acknowledged && healthy;
    clearTimeout(reopening);
    if (!acknowledged && opening) reopening = setTimeout(open, reopenAfter);
    if (isLive === live) return;
    live = isLive;
    for (const set of listeners.values()) for (const listener of set) listener.onConnection(live);
  };
  const up = () => {
    acknowledged = healthy = true;
    tell();
  };
  const down = () => {
    acknowledged = false;
    tell();
  };

  const deliver = (event: unknown) => {
    if (!isStatusMessage(event)) return;
    for (const listener of listeners.get(event.orderId) ?? []) listener.onMessage(event);
  };

  const open = async () => {
    opening?.channel?.close();
    const mine: Opening = { attempting: true };
    opening = mine;
    const current = () => opening === mine;
    down();
    try {
      const channel = await events.connect(context, path);
      if (!current()) return channel.close();
      mine.channel = channel;
      const subscription = channel.subscribe({
        next: ({ event }: { event: unknown }) => deliver(event),
        error: () => current() && down(),
      });
      mine.subscriptionId = (await subscription.ready).subscriptionId;
      if (current()) up();
    } catch {
      if (current()) down();
    } finally {
      mine.attempting = false;
    }
  };

  const listenToAmplify = () =>
    Hub.listen("api", ({ payload: { event, data } }) => {
      // After a reconnection Amplify subscribes again, with the same id, and says so only here.
      const { id, connectionState } = data as { id?: string; connectionState?: string };
      if (event === "Subscription ack" && id !== undefined && id === opening?.subscriptionId) up();
      if (event !== CONNECTION_STATE_CHANGE || connectionState === undefined) return;
      if (lost.includes(connectionState)) return down();
      if (connectionState === ConnectionState.Connected) healthy = true;
      else if (doubtful.includes(connectionState)) healthy = false;
      tell();
    });

  const close = () => {
    stopListening();
    opening?.channel?.close();
    opening = undefined;
    down();
  };

  return {
    listen(orderId, listener) {
      clearTimeout(closing);
      if (!opening) stopListening = listenToAmplify();
      // Somebody wants to see something now: no waiting for the next try.
      if (!acknowledged && !opening?.attempting) void open();
      const set = listeners.get(orderId) ?? new Set();
      listeners.set(orderId, set.add(listener));
      if (live) listener.onConnection(true);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(orderId);
        if (listeners.size > 0) return;
        clearTimeout(closing);
        closing = setTimeout(close, lingers);
        if (typeof closing === "object") closing.unref();
      };
    },
  };
};

const isStatusMessage = (event: unknown): event is OrderStatusMessage => {
  const { orderId, status, sequence } = (event ?? {}) as Partial<Record<string, unknown>>;
  return typeof orderId === "string" && typeof status === "string" && Number.isInteger(sequence);
};
