import type { Records } from "../../state/state.ts";

/**
 * Things by key, in the order in which each came. Where they outlast the process, only the newest that anybody put or
 * asked for are held in memory: a load test leaves tens of thousands.
 */
export interface Shelf<Thing> {
  get(key: string): Thing | undefined;
  /** Keeps it as it is when the group is written. */
  put(key: string, thing: Thing): void;
  /** Adds it for this run alone, until it is put or deleted. */
  hold(key: string, thing: Thing): void;
  delete(key: string): void;
  /** Deletes the oldest ones that are over. */
  prune(isOver: (thing: Thing, count: number) => boolean): void;
  all(): Thing[];
}

const IN_MEMORY = 500;

export const createShelf = <Thing extends object>(kept: Records<Thing, Thing>): Shelf<Thing> => {
  const keys = new Set(kept.keys());
  const held = new Map<string, Thing>();
  /** Used last comes last. */
  const recent = new Map<string, Thing>();

  const remember = (key: string, thing: Thing) => {
    recent.delete(key);
    recent.set(key, thing);
    if (!kept.isKept || recent.size <= IN_MEMORY) return;
    const [oldest] = recent.keys();
    recent.delete(oldest!);
  };
  const find = (key: string): Thing | undefined =>
    held.get(key) ?? recent.get(key) ?? (keys.has(key) ? kept.get(key) : undefined);
  const remove = (key: string) => {
    for (const things of [keys, held, recent]) things.delete(key);
    kept.delete(key);
  };
  const get = (key: string): Thing | undefined => {
    const thing = find(key);
    if (thing && !held.has(key)) remember(key, thing);
    return thing;
  };
  return {
    get,
    hold(key, thing) {
      keys.add(key);
      held.set(key, thing);
    },
    put(key, thing) {
      keys.add(key);
      held.delete(key);
      remember(key, thing);
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
    all: () => [...keys].flatMap((key) => find(key) ?? []),
  };
};
