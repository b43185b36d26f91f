import { z } from "zod";
import type { Records, State } from "../../state/state.ts";
import type { Accepted } from "./deduplication.ts";
import type { Entry } from "./lines.ts";

const duplicate = z.object({
  messageId: z.string(),
  sequenceNumber: z.string().optional(),
  until: z.number(),
});
export type KeptDuplicate = Accepted & { readonly until: number };

/** What of a deduplication outlasts the process. */
export interface KeptDeduplication {
  /** Of the run before. */
  readonly left: readonly (readonly [key: string, KeptDuplicate])[];
  put(key: string, duplicate: KeptDuplicate): void;
  delete(key: string): void;
}

/** What of queues outlasts the process. */
export interface KeptQueues {
  /** By `keptKey`. */
  readonly messages: Records<Entry, Entry>;
  deduplicationOf(queue: string): KeptDeduplication;
  lastSequenceNumberOf(queue: string): number;
  keepSequenceNumber(queue: string, last: number): void;
  /** The queue is gone; its messages are deleted one by one. */
  forget(queue: string): void;
  /** Forgets the queues of the run before that are not there. */
  retain(isThere: (queue: string) => boolean): void;
}

export const keptKey = (queue: string, key: string): string => `${queue} ${key}`;
/** The queue's name and the rest of what `keptKey` made. */
export const readKeptKey = (kept: string): readonly [queue: string, key: string] => {
  const end = kept.indexOf(" ");
  return [kept.slice(0, end), kept.slice(end + 1)];
};

const entry = z.looseObject({
  key: z.string(),
  message: z.looseObject({ messageId: z.string(), body: z.string(), approximateReceiveCount: z.number() }),
  enteredAt: z.number(),
  state: z.enum(["visible", "delayed", "inFlight", "gone"]),
  due: z.number(),
  receives: z.number(),
  takenAt: z.number(),
  receiptHandle: z.string(),
  isReceived: z.boolean(),
});

/** What the cloud's own pollers hold ends with them: they never took it. */
const toKept = (entry: Entry): Entry => {
  if (entry.state !== "inFlight" || entry.isReceived) return entry;
  const { message, receives } = entry;
  const approximateReceiveCount = message.approximateReceiveCount - 1;
  const isFirst = approximateReceiveCount === 0;
  return {
    ...entry,
    state: "visible",
    receives: receives - 1,
    message: {
      ...message,
      approximateReceiveCount,
      approximateFirstReceiveTimestamp: isFirst ? undefined : message.approximateFirstReceiveTimestamp,
    },
  };
};

export const createKeptQueues = (state: State): KeptQueues => {
  const messages = state.records<Entry, Entry>("sqs/messages", entry, toKept);
  const duplicates = state.records<KeptDuplicate>("sqs/deduplication", duplicate);
  const sequences = state.records("sqs/sequence-numbers", z.object({ last: z.number() }));
  const lastNumbers = new Map([...sequences.read()].map(([queue, { last }]) => [queue, last]));
  const left = Map.groupBy(duplicates.read(), ([kept]) => readKeptKey(kept)[0]);
  const forget = (queue: string) => {
    for (const [kept] of left.get(queue) ?? []) duplicates.delete(kept);
    left.delete(queue);
    lastNumbers.delete(queue);
    sequences.delete(queue);
  };
  return {
    messages,
    deduplicationOf: (queue) => ({
      left: (left.get(queue) ?? []).map(([kept, duplicate]) => [readKeptKey(kept)[1], duplicate]),
      put: (key, duplicate) => duplicates.put(keptKey(queue, key), duplicate),
      delete: (key) => duplicates.delete(keptKey(queue, key)),
    }),
    lastSequenceNumberOf: (queue) => lastNumbers.get(queue) ?? 0,
    keepSequenceNumber: (queue, last) => sequences.put(queue, { last }),
    forget,
    retain(isThere) {
      for (const queue of new Set([...left.keys(), ...lastNumbers.keys()]))
        if (!isThere(queue)) forget(queue);
      left.clear();
    },
  };
};
