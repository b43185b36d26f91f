import type { PopularMessage, PopularView } from "@sourdough/events-schema/http";
import { type Followed, type FollowOptions, follow } from "./follow.ts";
import { createLiveChannel } from "./live-channel.ts";
import type { AmplifyContext } from "./session.ts";

/** What is wanted most in a store, again with each change, over dropped connections too, until `signal` aborts. */
export const followPopular = (
  snapshot: () => Promise<PopularView>,
  context: AmplifyContext,
  storeId: string,
  options: FollowOptions = {},
): AsyncGenerator<PopularView, void, undefined> =>
  follow(
    {
      listen: (listener) => {
        const channel = createLiveChannel(context, `/shop/${storeId}`, {
          onEvent: (event) => isPopularMessage(event) && listener.onMessage(event),
          onLive: listener.onConnection,
        });
        channel.open();
        return channel.close;
      },
      snapshot,
    },
    createFollowedPopular(),
    options,
  );

const isPopularMessage = (event: unknown): event is PopularMessage => {
  const { storeId, skus, at } = (event ?? {}) as Partial<Record<string, unknown>>;
  return typeof storeId === "string" && typeof skus === "string" && typeof at === "string";
};

/** Messages come in any order, and tell all there is: the newest counts. */
export const createFollowedPopular = (): Followed<PopularView, PopularView, PopularMessage> => {
  let newest: PopularView | undefined;
  let isNew = false;
  const take = (view: PopularView) => {
    if (newest && (view.at ?? "") <= (newest.at ?? "")) return;
    newest = view;
    isNew = true;
  };
  let hasLooked = false;
  return {
    applyMessage: ({ skus, at }) => take({ skus: skus === "" ? [] : skus.split(","), at }),
    applySnapshot: (view) => {
      hasLooked = true;
      if (view) take(view);
    },
    needsSnapshotWithin: () => (hasLooked ? Number.POSITIVE_INFINITY : 0),
    changes: () => {
      if (!isNew || !newest) return [];
      isNew = false;
      return [newest];
    },
  };
};
