import type { StreamRecord } from "../../core/polling.ts";

/** What is known of the records of a stream beyond what the database keeps of them. */
export interface StreamHistory {
  add(record: StreamRecord, arrivedAt: number, expiry: boolean): void;
  /** Records after a sequence number; undefined when the oldest of them are no longer held. */
  after(sequenceNumber: string | undefined, limit: number): Known[] | undefined;
  /** When a record came, in milliseconds, and whether expiry made it. */
  of(sequenceNumber: string): { arrivedAt: number; expiry: boolean };
}

export interface Known {
  readonly record: StreamRecord;
  readonly arrivedAt: number;
}

/** Readers that keep up are served from here; the others from the database. */
const HELD = { records: 2_000, bytes: 8 * 1024 ** 2 };

/** Whether the first sequence number comes after the second; every one comes after none. */
export const isAfter = (sequenceNumber: string, other: string | undefined): boolean =>
  other === undefined || BigInt(sequenceNumber) > BigInt(other);

export const createStreamHistory = (): StreamHistory => {
  let held: Known[] = [];
  let bytes = 0;
  /** Newest record that is no longer held. */
  let dropped: string | undefined;
  /** Spans of records that came within the same second. */
  const spans: { upTo: bigint; arrivedAt: number }[] = [];
  const expired = new Set<string>();

  const shrink = () => {
    if (held.length <= HELD.records && bytes <= HELD.bytes) return;
    const gone = held.slice(0, Math.ceil(held.length / 2));
    held = held.slice(gone.length);
    for (const { record } of gone) bytes -= record.dynamodb.SizeBytes;
    dropped = gone.at(-1)!.record.dynamodb.SequenceNumber;
  };

  return {
    add(record, arrivedAt, expiry) {
      const { SequenceNumber, SizeBytes } = record.dynamodb;
      held.push({ record, arrivedAt });
      bytes += SizeBytes;
      if (expiry) expired.add(SequenceNumber);
      const span = spans.at(-1);
      if (span && Math.floor(span.arrivedAt / 1000) === Math.floor(arrivedAt / 1000))
        span.upTo = BigInt(SequenceNumber);
      else spans.push({ upTo: BigInt(SequenceNumber), arrivedAt });
      shrink();
    },
    after(sequenceNumber, limit) {
      if (dropped !== undefined && (sequenceNumber === undefined || isAfter(dropped, sequenceNumber)))
        return undefined;
      const first = held.findIndex(({ record }) => isAfter(record.dynamodb.SequenceNumber, sequenceNumber));
      return first < 0 ? [] : held.slice(first, first + limit);
    },
    of(sequenceNumber) {
      const number = BigInt(sequenceNumber);
      let [low, high] = [0, spans.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (spans[middle]!.upTo < number) low = middle + 1;
        else high = middle;
      }
      return { arrivedAt: spans[low]?.arrivedAt ?? 0, expiry: expired.has(sequenceNumber) };
    },
  };
};
