import type { Records } from "../../state/state.ts";

/** Things by key, in the order in which each came; those of the run before are read when somebody asks for them. */
export interface Shelf<Thing> {
  get(key: string): Thing | undefined;
  /** Keeps it as it is when the group is written. */
  put(key: string, thing: Thing): void;
  /** Adds it for this run alone. */
  hold(key: string, thing: Thing): void;
  delete(key: string): void;
  /** Deletes the oldest ones that are over. */
  prune(isOver: (thing: Thing, count: number) => boolean): void;
  all(): Thing[];
}

export const createShelf = <Thing extends object>(kept: Records<Thing, Thing>): Shelf<Thing> => {
  const keys = new Set(kept.keys());
  const things = new Map<string, Thing>();
  const get = (key: string): Thing | undefined => {
    const known = things.get(key);
    if (known || !keys.has(key)) return known;
    const left = kept.get(key);
    if (left) things.set(key, left);
    return left;
  };
  const hold = (key: string, thing: Thing) => {
    keys.add(key);
    things.set(key, thing);
  };
  const remove = (key: string) => {
    keys.delete(key);
    things.delete(key);
    kept.delete(key);
  };
  return {
    get,
    hold,
    put(key, thing) {
      hold(key, thing);
      kept.put(key, thing);
    },
    delete: remove,
    prune(isOver) {
      for (const key of keys) {
        const thing = get(key);
        if (thing && !isOver(thing, keys.size)) return;
        remove(key);
      }
    },
    all: () => [...keys].flatMap((key) => get(key) ?? []),
  };
};
