import type { QueueMessage } from "./message.ts";

/** A message in a queue and where it stands. */
export interface Entry {
  /** Tells copies of a message apart: a redelivery that a fault injects has the id of the first. */
  readonly key: string;
  readonly message: QueueMessage;
  /** When it came into this queue. */
  readonly enteredAt: number;
  state: "visible" | "delayed" | "inFlight" | "gone";
  /** When it becomes visible, while it is not. */
  due: number;
  /** How often it was taken from this queue, and when last. */
  receives: number;
  takenAt: number;
  /** Of the last time it was taken. */
  receiptHandle: string;
  /** Whether the one who took it outlasts the process: not the cloud's own pollers. */
  isReceived: boolean;
}

/** In which order messages are taken. */
export interface Line {
  /** The message becomes visible for the first time. */
  enter(entry: Entry): void;
  /** It becomes visible again. */
  back(entry: Entry): void;
  /** It is no longer in the queue. */
  leave(entry: Entry): void;
  /** Offers visible messages to `take` until `max` are taken; what `take` refuses must have left. */
  take(max: number, take: (entry: Entry) => boolean): Entry[];
}

const PIECE = 1024;

const createLane = () => {
  /** Those that were handed out are let go of at once, and their places a piece at a time. */
  let entries: (Entry | undefined)[] = [];
  let next = 0;
  return {
    push: (entry: Entry) => void entries.push(entry),
    /** The next that is still visible. */
    shift(): Entry | undefined {
      if (next > PIECE && next * 2 > entries.length) {
        entries = entries.slice(next);
        next = 0;
      }
      while (next < entries.length) {
        const entry = entries[next];
        entries[next++] = undefined;
        if (entry?.state === "visible") return entry;
      }
      return undefined;
    },
  };
};

/** Best effort: what comes back stands before what was never taken. */
export const standardLine = (): Line => {
  const returned = createLane();
  const fresh = createLane();
  return {
    enter: fresh.push,
    back: returned.push,
    leave() {},
    take(max, take) {
      const taken: Entry[] = [];
      while (taken.length < max) {
        const entry = returned.shift() ?? fresh.shift();
        if (!entry) break;
        if (take(entry)) taken.push(entry);
      }
      return taken;
    },
  };
};

/**
 * Messages of a group in their order, as many as stand before the first that is in flight; groups take turns.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export const fifoLine = (): Line => {
  const groups = new Map<string, Entry[]>();
  const groupOf = ({ message }: Entry) => message.messageGroupId ?? "";
  const drop = (entry: Entry) => {
    const group = groups.get(groupOf(entry));
    const at = group?.indexOf(entry) ?? -1;
    if (at < 0) return;
    group!.splice(at, 1);
    if (group!.length === 0) groups.delete(groupOf(entry));
  };
  return {
    enter(entry) {
      const group = groups.get(groupOf(entry));
      if (group) group.push(entry);
      else groups.set(groupOf(entry), [entry]);
    },
    back() {},
    leave: drop,
    take(max, take) {
      const taken: Entry[] = [];
      for (const [id, group] of groups) {
        const before = taken.length;
        for (let at = 0; taken.length < max && group[at]?.state === "visible"; ) {
          const entry = group[at]!;
          if (!take(entry)) continue;
          taken.push(entry);
          at++;
        }
        if (taken.length > before) {
          groups.delete(id);
          groups.set(id, group);
        }
        if (taken.length >= max) break;
      }
      return taken;
    },
  };
};
