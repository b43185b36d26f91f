import { type HopList, hopsIn, withHop } from "./hop-list.ts";

/** Ids of hops by the keys that emulators gave them, of the keys that came last. */
export interface JournalLinks {
  add(key: string, hopId: number): void;
  find(key: string): readonly number[];
}

/** Keys are forgotten a generation at a time: to find the oldest of a map, V8 walks all that were deleted from it. */
const GENERATIONS = 4;
/** Hops to a key: a message that is received for ever would link as many. The first one has its trace. */
const MOST_TO_A_KEY = 64;

/** Remembers at most `capacity` keys, and never fewer than three quarters of that. */
export const createJournalLinks = (capacity: number): JournalLinks => {
  const most = Math.max(Math.floor(capacity / GENERATIONS), 1);
  /** Newest first. */
  let generations: Map<string, HopList>[] = [new Map()];
  const holderOf = (key: string) => generations.find((generation) => generation.has(key));

  return {
    add(key, hopId) {
      let holder = holderOf(key);
      if (!holder && generations[0]!.size >= most)
        generations = [new Map<string, HopList>(), ...generations].slice(0, GENERATIONS);
      holder ??= generations[0]!;
      const known = withHop(holder.get(key), hopId);
      if (typeof known !== "number" && known.length > MOST_TO_A_KEY) known.splice(1, 1);
      holder.set(key, known);
    },
    find: (key) => hopsIn(holderOf(key)?.get(key)),
  };
};
