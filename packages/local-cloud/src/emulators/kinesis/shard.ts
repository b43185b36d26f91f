import type { HashKeyRange } from "./hash-keys.ts";
import { endingSequenceNumber, readSequenceNumber, sequenceNumber } from "./sequence-numbers.ts";

/** A record as it lies in its shard. */
export interface StoredRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Milliseconds of the cloud's clock; never earlier than the record's before. */
  readonly arrivedAt: number;
  readonly encryptionType?: "KMS";
}

export interface NewShard {
  /** Counts the shards of the stream from 0. */
  readonly number: number;
  readonly range: HashKeyRange;
  readonly beganAt: number;
  /** Ids of the shards it took over from: of none, of one that was split, or of two that were merged. */
  readonly parents?: readonly string[];
}

/** What counts for limits and prices: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const sizeOf = ({ data, partitionKey }: Pick<StoredRecord, "data" | "partitionKey">): number =>
  data.length + Buffer.byteLength(partitionKey);

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
  #records: StoredRecord[] = [];
  /** How many of these at the beginning are trimmed; they are let go of now and then. */
  #head = 0;
  /** How many records there were before these. */
  #gone = 0;
  #closed: { readonly at: number; readonly endingSequenceNumber: string } | undefined;
  #lastArrival: number;

  constructor({ number, range, beganAt, parents = [] }: NewShard) {
    this.number = number;
    this.id = shardName(number);
    this.range = range;
    this.parents = parents;
    this.beganAt = beganAt;
    this.#lastArrival = beganAt;
    this.startingSequenceNumber = sequenceNumber(this.#parts(0), beganAt);
  }

  get closedAt(): number | undefined {
    return this.#closed?.at;
  }

  get endingSequenceNumber(): string | undefined {
    return this.#closed?.endingSequenceNumber;
  }

  /** Place of the record that comes next. */
  get nextPlace(): number {
    return this.#gone + this.#records.length + 1;
  }

  /** Place of the oldest record there is, or of the next one. */
  get firstPlace(): number {
    return this.#gone + this.#head + 1;
  }

  get last(): StoredRecord | undefined {
    return this.#head < this.#records.length ? this.#records.at(-1) : undefined;
  }

  append(record: Omit<StoredRecord, "sequenceNumber" | "arrivedAt">, now: number): StoredRecord {
    // A clock that is set back must not make records older than those before.
    const arrivedAt = Math.max(now, this.#lastArrival);
    this.#lastArrival = arrivedAt;
    const stored = {
      ...record,
      arrivedAt,
      sequenceNumber: sequenceNumber(this.#parts(this.nextPlace), arrivedAt),
    };
    this.#records.push(stored);
    return stored;
  }

  /** Records from a place on while `fits` says so; what was trimmed is passed over. */
  from(place: number, limit: number, fits: (record: StoredRecord) => boolean = () => true): StoredRecord[] {
    const begin = Math.max(this.#head, place - 1 - this.#gone);
    const end = Math.min(this.#records.length, begin + limit);
    const taken: StoredRecord[] = [];
    for (let at = begin; at < end && fits(this.#records[at]!); at++) taken.push(this.#records[at]!);
    return taken;
  }

  /** Place of the first record that came at `at` or later. */
  placeAt(at: number): number {
    let low = this.#head;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#records[middle]!.arrivedAt < at) low = middle + 1;
      else high = middle;
    }
    return this.#gone + low + 1;
  }

  /** Place of a sequence number of this shard; undefined of any other. */
  placeOf(number: string): number | undefined {
    const parts = readSequenceNumber(number);
    return parts?.shard === this.number && parts.began === this.#parts(0).began ? parts.place : undefined;
  }

  /** The sequence number before a place, also where no record has it any more, or not yet. */
  numberBefore(place: number): string {
    const before = this.#records[place - 2 - this.#gone];
    return before?.sequenceNumber ?? sequenceNumber(this.#parts(place - 1), this.#lastArrival);
  }

  /** Drops what came before `horizon`. */
  trim(horizon: number): void {
    this.#head = this.placeAt(horizon) - 1 - this.#gone;
    if (this.#head < LET_GO || this.#head * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#head);
    this.#gone += this.#head;
    this.#head = 0;
  }

  close(at: number): void {
    this.#closed = { at, endingSequenceNumber: endingSequenceNumber(this.#parts(0), at) };
  }

  #parts(place: number) {
    return { shard: this.number, began: Math.floor(this.beganAt / 1000), place };
  }
}

const LET_GO = 1000;
