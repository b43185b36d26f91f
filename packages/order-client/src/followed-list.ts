import type { OfficeMessage } from "@sourdough/events-schema/http";
import type { Followed } from "./follow.ts";

/** Milliseconds: an import that reports its progress is answered with one look at the list each time. */
const often = 300;

/** A list whose messages only say that it has changed. */
export const createFollowedList = <List>(lookAtMostEvery = often): Followed<List, List, OfficeMessage> => {
  let isOld = true;
  let hasLooked = false;
  let fresh: { list: List } | undefined;
  return {
    applyMessage: () => {
      isOld = true;
    },
    applySnapshot: (list) => {
      hasLooked = true;
      if (list === undefined) return;
      isOld = false;
      fresh = { list };
    },
    needsSnapshotWithin: () => {
      if (!isOld) return Number.POSITIVE_INFINITY;
      return hasLooked ? lookAtMostEvery : 0;
    },
    changes: () => {
      if (!fresh) return [];
      const { list } = fresh;
      fresh = undefined;
      return [list];
    },
  };
};
