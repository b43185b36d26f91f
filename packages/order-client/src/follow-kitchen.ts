import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";
import type { Connection, FollowOptions, StatusListener } from "./follow-order.ts";
import { createBoard, type KitchenBoard } from "./kitchen-board.ts";
import { isTransient, OrderError } from "./order-error.ts";

interface Sources {
  /** Returns how to stop. */
  listen(listener: StatusListener): () => void;
  /** All there is to do, and what was collected last. */
  lists(): Promise<OrderView[]>;
}

const pollEvery = 2000;
/** A busy morning's messages of new orders are answered with one look at the lists. */
const lookAtMostEvery = 300;
/** How often it looks for an order that a message told of and the lists do not show. */
const looksForMissing = 10;

/** Every kitchen has its lists: an API that does not know them is being deployed or started. */
const passes = (error: unknown) =>
  isTransient(error) || (error instanceof OrderError && error.code === "not_found");

/**
 * The board of a kitchen, again with each change. Messages move the cards; what they cannot tell, such as what is in a
 * new order, and what they may have missed, comes from the lists. Ends when the signal aborts.
 */
export async function* followKitchen(
  { listen, lists }: Sources,
  { signal, onConnection }: FollowOptions = {},
): AsyncGenerator<KitchenBoard, void, undefined> {
  const board = createBoard(Date.now);
  const inbox: OrderStatusMessage[] = [];
  let wake = () => {};
  let live = false;
  let lookAt = 0;
  let lookedAt = 0;
  let looksLeft = looksForMissing;

  let said: Connection | undefined;
  const say = (connection: Connection) => {
    if (connection !== said) onConnection?.(connection);
    said = connection;
  };
  say("connecting");
  const leave = listen({
    onMessage: (message) => {
      inbox.push(message);
      wake();
    },
    onConnection: (isLive) => {
      live = isLive;
      // Live again: what was published meanwhile is only in the lists.
      lookAt = isLive ? 0 : Date.now() + pollEvery;
      say(isLive ? "live" : "reconnecting");
      wake();
    },
  });
  const abandon = () => wake();
  signal?.addEventListener("abort", abandon);

  const look = async () => {
    // The first look does not wait for the channel; a second one without it does.
    if (!live && lookedAt > 0) say("reconnecting");
    lookedAt = Date.now();
    lookAt = live ? Number.POSITIVE_INFINITY : lookedAt + pollEvery;
    try {
      board.replace(await lists());
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      if (!passes(error)) throw error;
      if (!live) say("reconnecting");
      lookAt = Date.now() + pollEvery;
      return false;
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
      let changed = false;
      const missing = board.missing();
      for (const message of inbox.splice(0)) changed = board.apply(message) || changed;
      if (board.missing() > missing) looksLeft = looksForMissing;
      if (board.missing() > 0) lookAt = Math.min(lookAt, lookedAt + lookAtMostEvery);
      if (lookAt <= Date.now()) {
        changed = (await look()) || changed;
        if (board.missing() > 0 && --looksLeft === 0) board.forgetMissing();
      }
      if (signal?.aborted) return;
      if (changed) yield board.view();
      else if (inbox.length === 0) await sleep();
    }
  } finally {
    leave();
    signal?.removeEventListener("abort", abandon);
  }
}
