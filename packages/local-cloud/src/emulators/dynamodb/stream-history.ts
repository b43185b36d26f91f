import type { StreamRecord } from "../../core/polling.ts";

export interface Known {
  readonly record: StreamRecord;
  /** Milliseconds. */
  readonly arrivedAt: number;
}

/** The newest records of a stream, in memory. */
export interface StreamHistory {
  /** Takes the record that comes behind all it has, and forgets some when it has too many, or some that came before a time. */
  add(known: Known, oldest: number): void;
  /** Something came that it does not hold: it begins anew behind it. */
  skip(sequenceNumber: string): void;
  /** Records behind a sequence number; undefined when some of them are not held. */
  after(sequenceNumber: string | undefined, limit: number): readonly Known[] | undefined;
}

/** Readers that keep up are served from here; the others from the database. */
const HELD = { records: 500, bytes: 2 * 1024 ** 2 };

const numberOf = ({ record }: Known) => record.dynamodb.SequenceNumber;

/** `since` is the newest record there was before; all that come behind it are held at first. */
export const createStreamHistory = (since: string | undefined): StreamHistory => {
  let held: Known[] = [];
  let bytes = 0;
  let before = since;

  const drop = (count: number) => {
    if (count === 0) return;
    for (const { record } of held.slice(0, count)) bytes -= record.dynamodb.SizeBytes;
    before = numberOf(held[count - 1]!);
    held = held.slice(count);
  };

  /** Where the first record stands that comes behind a sequence number: numbers of one length compare as text. */
  const placeBehind = (sequenceNumber: string): number => {
    let [low, high] = [0, held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numberOf(held[middle]!) <= sequenceNumber) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(known, oldest) {
      held.push(known);
      bytes += known.record.dynamodb.SizeBytes;
      if (held.length > HELD.records || bytes > HELD.bytes) drop(held.length >> 1);
      if (held[0]!.arrivedAt < oldest) drop(held.filter(({ arrivedAt }) => arrivedAt < oldest).length);
    },
    skip(sequenceNumber) {
      held = [];
      bytes = 0;
      before = sequenceNumber;
    },
    after(sequenceNumber, limit) {
      if (before !== undefined && (sequenceNumber === undefined || sequenceNumber < before)) return undefined;
      const first = sequenceNumber === undefined ? 0 : placeBehind(sequenceNumber);
      return held.slice(first, first + limit);
    },
  };
};
