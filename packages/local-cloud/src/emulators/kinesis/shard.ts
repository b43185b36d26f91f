import { createShardIterators } from "../../core/shard-iterators.ts";
import type { HashKeyRange } from "./hash-keys.ts";
import { RecordLog } from "./record-log.ts";
import type { LoggedRecord, ShardRecords } from "./record-store.ts";
import { endingSequenceNumber, readSequenceNumber, sequenceNumber } from "./sequence-numbers.ts";

/** A record as it lies in its shard. */
export interface StoredRecord extends LoggedRecord {
  readonly sequenceNumber: string;
}

export interface NewShard {
  /** Counts the shards of the stream from 0. */
  readonly number: number;
  readonly range: HashKeyRange;
  readonly beganAt: number;
  /** Ids of the shards it took over from: of none, of one that was split, or of two that were merged. */
  readonly parents?: readonly string[];
  readonly records: ShardRecords;
  /** Of one that an earlier run had closed. */
  readonly closedAt?: number | undefined;
}

/** What counts for limits and prices: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const sizeOf = ({ data, partitionKey }: Pick<StoredRecord, "data" | "partitionKey">): number =>
  data.length + Buffer.byteLength(partitionKey);

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
const ITERATOR_MINUTES = 5;

export const shardName = (number: number): string => `shardId-${String(number).padStart(12, "0")}`;

/**
 * One shard: records in the order they came. A place in it is a number that counts its records from 1, whether they are
 * still there or not.
 */
export class Shard {
  readonly id: string;
  readonly number: number;
  readonly range: HashKeyRange;
  readonly parents: readonly string[];
  readonly beganAt: number;
  readonly startingSequenceNumber: string;
  /** At the places where they read next; those of subscriptions, too. */
  readonly iterators = createShardIterators(ITERATOR_MINUTES);
  readonly #log: RecordLog;
  #closed: { readonly at: number; readonly endingSequenceNumber: string } | undefined;
  #lastArrival: number;

  constructor({ number, range, beganAt, parents = [], records, closedAt }: NewShard) {
    this.#log = new RecordLog(records);
    this.number = number;
    this.id = shardName(number);
    this.range = range;
    this.parents = parents;
    this.beganAt = beganAt;
    this.#lastArrival = records.arrivedAt(this.#log.next - 1) ?? beganAt;
    this.startingSequenceNumber = sequenceNumber(this.#parts(0), beganAt);
    if (closedAt !== undefined) this.close(closedAt);
  }

  get closedAt(): number | undefined {
    return this.#closed?.at;
  }

  get endingSequenceNumber(): string | undefined {
    return this.#closed?.endingSequenceNumber;
  }

  /** Place of the record that comes next. */
  get nextPlace(): number {
    return this.#log.next;
  }

  /** Place of the oldest record there is, or of the next one. */
  get firstPlace(): number {
    return this.#log.first;
  }

  get last(): StoredRecord | undefined {
    return this.#at(this.#log.next - 1);
  }

  append(record: Omit<LoggedRecord, "arrivedAt">, now: number): StoredRecord {
    // A clock that is set back must not make records older than those before.
    const arrivedAt = Math.max(now, this.#lastArrival);
    this.#lastArrival = arrivedAt;
    this.#log.append({ ...record, arrivedAt });
    return this.last!;
  }

  /** Records from a place on while `fits` says so; what was trimmed is passed over. */
  from(place: number, limit: number, fits: (record: StoredRecord) => boolean = () => true): StoredRecord[] {
    const begin = Math.max(this.#log.first, place);
    const taken: StoredRecord[] = [];
    for (let at = begin; at < begin + limit; at++) {
      const record = this.#at(at);
      if (!record || !fits(record)) break;
      taken.push(record);
    }
    return taken;
  }

  /** Place of the first record that came at `at` or later. */
  placeAt(at: number): number {
    return this.#log.placeAt(at);
  }

  /** Place of a sequence number of this shard; undefined of any other. */
  placeOf(number: string): number | undefined {
    const parts = readSequenceNumber(number);
    return parts?.shard === this.number && parts.began === this.#parts(0).began ? parts.place : undefined;
  }

  /** The sequence number before a place, also where no record has it any more, or not yet. */
  numberBefore(place: number): string {
    return this.#at(place - 1)?.sequenceNumber ?? sequenceNumber(this.#parts(place - 1), this.#lastArrival);
  }

  /** Drops what came before `horizon`. */
  trim(horizon: number): void {
    this.#log.trim(horizon);
  }

  /** Drops the oldest records where there are too many, of those before a place. */
  makeRoom(readBefore: () => number): void {
    this.#log.makeRoom(readBefore);
  }

  close(at: number): void {
    this.#closed = { at, endingSequenceNumber: endingSequenceNumber(this.#parts(0), at) };
  }

  #at(place: number): StoredRecord | undefined {
    const record = this.#log.at(place);
    return record && { ...record, sequenceNumber: sequenceNumber(this.#parts(place), record.arrivedAt) };
  }

  #parts(place: number) {
    return { shard: this.number, began: Math.floor(this.beganAt / 1000), place };
  }
}
