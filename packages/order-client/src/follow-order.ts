import type { OrderStatus } from "@sourdough/events-schema";
import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import { isTransient } from "./order-error.ts";

/** How the changes arrive: over the socket, or by asking every two seconds until the socket is back. */
export type Connection = "connecting" | "live" | "reconnecting";

export interface StatusListener {
  onMessage(message: OrderStatusMessage): void;
  /** `true` once messages arrive for certain: whatever was published before may be lost. */
  onConnection(live: boolean): void;
}

/** A channel that may lose, repeat and reorder messages, and breaks off. */
export interface StatusChannel {
  /** Tells the listener at once when the channel is already live. Returns how to stop. */
  listen(orderId: string, listener: StatusListener): () => void;
}

export interface FollowOptions {
  signal?: AbortSignal | undefined;
  onConnection?: ((connection: Connection) => void) | undefined;
}

interface Sources {
  channel: StatusChannel;
  /** The order's newest change; `undefined` while it is not there yet. */
  snapshot(): Promise<OrderStatusMessage | undefined>;
}

const pollEvery = 2000;
const terminal: readonly OrderStatus[] = ["REJECTED", "CANCELLED", "COLLECTED"];

/**
 * The changes of an order, each once and in order, over a channel that guarantees neither. A jump in the sequence is
 * bridged by a snapshot, which includes what was missed. Ends after a terminal status or when the signal aborts.
 */
export async function* followOrder(
  { channel, snapshot }: Sources,
  orderId: string,
  { signal, onConnection }: FollowOptions = {},
): AsyncGenerator<OrderStatusMessage, void, undefined> {
  const inbox: OrderStatusMessage[] = [];
  let wake = () => {};
  let live = false;
  let lookAt = Date.now() + pollEvery;
  let last = 0;

  let said: Connection | undefined;
  const say = (connection: Connection) => {
    if (connection !== said) onConnection?.(connection);
    said = connection;
  };
  say("connecting");
  const leave = channel.listen(orderId, {
    onMessage: (message) => {
      inbox.push(message);
      wake();
    },
    onConnection: (isLive) => {
      live = isLive;
      // Live again: what was published meanwhile is only in the snapshot. Broken off: start asking.
      lookAt = isLive ? 0 : Date.now() + pollEvery;
      say(isLive ? "live" : "reconnecting");
      wake();
    },
  });
  const abandon = () => wake();
  signal?.addEventListener("abort", abandon);

  const look = async () => {
    if (!live) say("reconnecting");
    lookAt = live ? Number.POSITIVE_INFINITY : Date.now() + pollEvery;
    try {
      return await snapshot();
    } catch (error) {
      if (signal?.aborted) return undefined;
      if (!isTransient(error)) throw error;
      lookAt = Date.now() + pollEvery;
      return undefined;
    }
  };
  const sleep = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = lookAt === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, lookAt - Date.now());
    return promise.finally(() => clearTimeout(timer));
  };

  try {
    while (!signal?.aborted) {
      let change = inbox.shift();
      if (change ? change.sequence > last + 1 : lookAt <= Date.now()) {
        const newest = await look();
        if (newest && newest.sequence >= (change?.sequence ?? 0)) change = newest;
      } else if (!change) await sleep();
      if (!change || change.sequence <= last || signal?.aborted) continue;
      last = change.sequence;
      yield change;
      if (terminal.includes(change.status)) return;
    }
  } finally {
    leave();
    signal?.removeEventListener("abort", abandon);
  }
}
