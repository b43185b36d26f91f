import type { FollowOptions, Office } from "@sourdough/order-client";
import { useMemo } from "react";
import { together } from "./together.ts";
import { type Follow, type Live, useLive } from "./use-live.ts";

type Watch<One> = (
  office: Office,
  storeId: string,
  options: FollowOptions,
) => AsyncGenerator<One, void, undefined>;

/** What some stores have of something, in their order; nothing until it is known which. */
export const useStores = <One>(storeIds: readonly string[] | undefined, watch: Watch<One>): Live<One[]> => {
  // The same stores in another list are no reason to begin anew.
  const ids = storeIds?.join(" ");
  const follow = useMemo<Follow<One[]> | undefined>(
    () =>
      ids === undefined
        ? undefined
        : (office, options) =>
            together(ids.split(" ").filter(Boolean), (id, more) => watch(office, id, more), options),
    [ids, watch],
  );
  return useLive(follow);
};
