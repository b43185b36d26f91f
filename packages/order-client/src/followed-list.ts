import type { Followed } from "./follow.ts";

/** Milliseconds. */
export interface Looking {
  /** An import that reports its progress is answered with one look at the list each time. */
  readonly atMostEvery: number;
  /** How long after a message to look once more, where what it tells of shows in the list only later. */
  readonly looksAgainAfter?: number;
  /** How often to look without a message, where not everything is told of. */
  readonly looksEvery?: number;
}

/** A list whose messages only say that it has changed. */
export const createFollowedList = <List>(
  { atMostEvery, looksAgainAfter, looksEvery = Number.POSITIVE_INFINITY }: Looking = { atMostEvery: 300 },
): Followed<List, List, unknown> => {
  let isOld = true;
  let hasLooked = false;
  let lookedAt = 0;
  let lookAgainAt = Number.POSITIVE_INFINITY;
  let fresh: { list: List } | undefined;
  return {
    applyMessage: () => {
      isOld = true;
      if (looksAgainAfter !== undefined) lookAgainAt = Date.now() + looksAgainAfter;
    },
    applySnapshot: (list) => {
      hasLooked = true;
      lookedAt = Date.now();
      if (lookedAt >= lookAgainAt) lookAgainAt = Number.POSITIVE_INFINITY;
      if (list === undefined) return;
      isOld = false;
      fresh = { list };
    },
    needsSnapshotWithin: () => {
      if (isOld) return hasLooked ? atMostEvery : 0;
      return Math.min(Math.max(lookAgainAt - lookedAt, 0), looksEvery);
    },
    changes: () => {
      if (!fresh) return [];
      const { list } = fresh;
      fresh = undefined;
      return [list];
    },
  };
};
