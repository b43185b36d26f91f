import type { OrderView } from "@sourdough/events-schema/http";
import { type Followed, type FollowOptions, follow, type StatusListener } from "./follow.ts";
import { createBoard, type KitchenBoard } from "./kitchen-board.ts";
import { isTransient, OrderError } from "./order-error.ts";

interface Sources {
  /** Returns how to stop. */
  listen(listener: StatusListener): () => void;
  /** All there is to do, and what was collected last. */
  lists(): Promise<OrderView[]>;
}

/** A busy morning's messages of new orders are answered with one look at the lists. */
const lookAtMostEvery = 300;
/** How often it looks for an order that a message announced and the lists do not show. */
const looksForMissing = 10;

/** Every kitchen has its lists: an API that does not know them is being deployed or started. */
const mayPass = (error: unknown) =>
  isTransient(error) || (error instanceof OrderError && error.code === "not_found");

/**
 * The board of a kitchen, again with each change. Messages move the cards; what they cannot tell, such as what is in a
 * new order, and what they may have missed, comes from the lists. Ends when the signal aborts.
 */
export const followKitchen = (
  { listen, lists }: Sources,
  options?: FollowOptions,
): AsyncGenerator<KitchenBoard, void, undefined> =>
  follow({ listen, snapshot: lists, mayPass }, createFollowedBoard(), options);

const createFollowedBoard = (): Followed<OrderView[], KitchenBoard> => {
  const board = createBoard(Date.now);
  let isChanged = false;
  let hasLooked = false;
  let looksLeft = looksForMissing;
  return {
    applyMessage: (message) => {
      const missing = board.missing();
      isChanged = board.apply(message) || isChanged;
      if (board.missing() > missing) looksLeft = looksForMissing;
    },
    applySnapshot: (listed) => {
      hasLooked = true;
      if (listed) {
        board.replace(listed);
        isChanged = true;
      }
      if (board.missing() > 0 && --looksLeft === 0) board.forgetMissing();
    },
    // The first look does not wait for the channel.
    needsSnapshotWithin: () => {
      if (!hasLooked) return 0;
      return board.missing() > 0 ? lookAtMostEvery : Number.POSITIVE_INFINITY;
    },
    changes: () => {
      if (!isChanged) return [];
      isChanged = false;
      return [board.view()];
    },
  };
};
