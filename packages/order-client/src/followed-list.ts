import type { OfficeMessage } from "@sourdough/events-schema/http";
import type { Followed } from "./follow.ts";

export interface Pace {
  /** Milliseconds between two looks, however many messages come: 300 unless told. */
  lookAtMostEvery?: number;
  /** Milliseconds after which it looks without a message. */
  lookAgainAfter?: number;
}

/** A list whose messages only say that it has changed. An import tells of its progress, and gets one look each time. */
export const createFollowedList = <List>({
  lookAtMostEvery = 300,
  lookAgainAfter = Number.POSITIVE_INFINITY,
}: Pace = {}): Followed<List, List, OfficeMessage> => {
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
      if (!isOld) return lookAgainAfter;
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
