import type { Records, State } from "../../state/state.ts";
import type { Accepted } from "./deduplication.ts";
import type { Entry } from "./lines.ts";

export type KeptDuplicate = Accepted & { readonly until: number };

/** What of a deduplication outlasts the process. */
export interface KeptDeduplication {
  read(): Iterable<readonly [key: string, KeptDuplicate]>;
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
}

export const keptKey = (queue: string, key: string): string => `${queue} ${key}`;
/** The queue's name and the rest of what `keptKey` made. */
export const readKeptKey = (kept: string): readonly [queue: string, key: string] => {
  const end = kept.indexOf(" ");
  return [kept.slice(0, end), kept.slice(end + 1)];
};

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
  const messages = state.records<Entry, Entry>("sqs/messages", toKept);
  const duplicates = state.records<KeptDuplicate>("sqs/deduplication");
  const sequences = state.records<{ readonly last: number }>("sqs/sequence-numbers");
  const lastNumbers = new Map([...sequences.read()].map(([queue, { last }]) => [queue, last]));
  return {
    messages,
    deduplicationOf: (queue) => ({
      *read() {
        for (const [kept, duplicate] of duplicates.read()) {
          const [name, key] = readKeptKey(kept);
          if (name === queue) yield [key, duplicate];
        }
      },
      put: (key, duplicate) => duplicates.put(keptKey(queue, key), duplicate),
      delete: (key) => duplicates.delete(keptKey(queue, key)),
    }),
    lastSequenceNumberOf: (queue) => lastNumbers.get(queue) ?? 0,
    keepSequenceNumber: (queue, last) => sequences.put(queue, { last }),
  };
};
