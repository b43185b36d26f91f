import type { OrderStatus } from "@sourdough/events-schema";
import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import { type Followed, type FollowOptions, follow, type StatusListener } from "./follow.ts";

/** A channel that may lose, repeat and reorder messages, and breaks off. */
export interface StatusChannel {
  /** Says so to the listener at once when the channel is already live. Returns how to stop. */
  listen(orderId: string, listener: StatusListener): () => void;
}

interface Sources {
  channel: StatusChannel;
  /** The order's newest change; `undefined` while it is not there yet. */
  snapshot(): Promise<OrderStatusMessage | undefined>;
}

const terminal: readonly OrderStatus[] = ["REJECTED", "CANCELLED", "COLLECTED", "NOT_COLLECTED"];

/**
 * The changes of an order, each once and in order, over a channel that guarantees neither. A jump in the sequence is
 * bridged by a snapshot, which includes what was missed. Ends after a terminal status or when the signal aborts.
 */
export async function* followOrder(
  { channel, snapshot }: Sources,
  orderId: string,
  options?: FollowOptions,
): AsyncGenerator<OrderStatusMessage, void, undefined> {
  const source = { listen: (listener: StatusListener) => channel.listen(orderId, listener), snapshot };
  for await (const change of follow(source, createSequence(), options)) {
    yield change;
    if (terminal.includes(change.status)) return;
  }
}

const createSequence = (): Followed<OrderStatusMessage | undefined, OrderStatusMessage> => {
  let last = 0;
  let next: OrderStatusMessage | undefined;
  /** `next` is not the one after `last`. */
  let isGap = false;
  return {
    applyMessage: (message) => {
      if (message.sequence <= last) return;
      next = message;
      isGap = message.sequence > last + 1;
    },
    applySnapshot: (newest) => {
      isGap = false;
      if (newest && newest.sequence >= (next?.sequence ?? last + 1)) next = newest;
    },
    needsSnapshotWithin: () => (isGap ? 0 : Number.POSITIVE_INFINITY),
    changes: () => {
      if (!next) return [];
      const change = next;
      next = undefined;
      last = change.sequence;
      return [change];
    },
  };
};
