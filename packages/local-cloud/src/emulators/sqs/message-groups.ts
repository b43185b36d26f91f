import type { Entry } from "./local-queue.ts";

/** The message groups of a FIFO queue, each with its messages in the order they came, those in flight included. */
export interface MessageGroups {
  add(entry: Entry): void;
  /** Says that the state of a message changed. */
  update(entry: Entry): void;
  /** True when the group has something to deliver now. */
  remove(entry: Entry): boolean;
  /**
   * What may be received, in order: of each group the messages before the first that is in flight or delayed. The
   * group that was served last comes last.
   */
  deliverable(): Iterable<Entry>;
}

export const createMessageGroups = (): MessageGroups => {
  const groups = new Map<string, Entry[]>();
  /** Groups whose first message is visible; the one that waits longest first. */
  const ready = new Set<string>();

  const settle = (id: string): boolean => {
    const isReady = groups.get(id)?.[0]?.state === "visible";
    if (isReady) ready.add(id);
    else ready.delete(id);
    return isReady;
  };
  const idOf = ({ message }: Entry) => message.messageGroupId ?? "";

  return {
    add(entry) {
      const id = idOf(entry);
      const group = groups.get(id);
      if (group) group.push(entry);
      else groups.set(id, [entry]);
    },
    update: (entry) => void settle(idOf(entry)),
    remove(entry) {
      const id = idOf(entry);
      const group = groups.get(id) ?? [];
      group.splice(group.indexOf(entry), 1);
      if (group.length === 0) groups.delete(id);
      return settle(id);
    },
    *deliverable() {
      for (const id of ready) {
        const group = groups.get(id)!;
        for (let index = 0; group[index]?.state === "visible"; ) {
          const entry = group[index]!;
          yield entry;
          if (group[index] === entry) index++;
        }
      }
    },
  };
};
