import type { Cancel, Clock } from "../core/clock.ts";

/** What is to happen when, earliest first, also where a moved clock makes a year due at once. */
export interface Agenda {
  /** Runs `task` at `due`, or at once when that is over. */
  add(due: number, task: () => void): Cancel;
  stop(): void;
}

interface Entry {
  readonly due: number;
  readonly task: () => void;
}

/** Entries in a row before anything else gets a turn. */
const TURN = 50;

/** One timer for all entries: they keep their order among each other, those that a due one adds as well. */
export const createAgenda = (clock: Pick<Clock, "now" | "schedule">): Agenda => {
  const entries: Entry[] = [];
  let disarm: Cancel | undefined;

  const arm = () => {
    disarm?.();
    const [first] = entries;
    disarm = first && clock.schedule(Math.max(0, first.due - clock.now()), work);
  };
  const work = () => {
    disarm = undefined;
    for (let turn = 0; turn < TURN && entries.length > 0 && entries[0]!.due <= clock.now(); turn++)
      entries.shift()!.task();
    arm();
  };
  /** Where it belongs: behind all that are due no later. */
  const placeOf = (due: number): number => {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (entries[middle]!.due <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(due, task) {
      const entry: Entry = { due, task };
      const place = placeOf(due);
      entries.splice(place, 0, entry);
      if (place === 0) arm();
      return () => {
        const at = entries.indexOf(entry);
        if (at < 0) return;
        entries.splice(at, 1);
        if (at === 0) arm();
      };
    },
    stop() {
      disarm?.();
      entries.length = 0;
    },
  };
};
