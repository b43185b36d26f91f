import type { LoggedRecord, ShardRecords } from "./record-store.ts";

/** Newest records in memory: a thousand a second is 25 MB a minute there. */
const LIVE = { records: 2_000, bytes: 4 * 1024 * 1024 };
/** What stays when everybody has read it. */
export const SHARD_ROOM = { records: 100_000, bytes: 64 * 1024 * 1024 };
/** Part of the records that goes at a time. */
const FREED = 1 / 8;
/** What is read at once of older ones. */
const PAGE = { records: 500, bytes: 4 * 1024 * 1024 };

/** Records in the order they came, by places that count from 1; the newest are in memory, too. */
export class RecordLog {
  readonly #stored: ShardRecords;
  #live: LoggedRecord[] = [];
  #liveBytes = 0;
  #first: number;
  #next: number;
  /** Counted when the first one comes. */
  #bytes: number | undefined;
  /** Somebody has not read the oldest ones: looked at again when the next place is this. */
  #lookAgainAt = 0;
  /** When the first record came. */
  #oldestAt: number;
  #read: { first: number; records: LoggedRecord[] } = { first: 0, records: [] };

  /** With what an earlier run left of them. */
  constructor(stored: ShardRecords) {
    this.#stored = stored;
    const { first, last } = stored.span() ?? { first: 1, last: 0 };
    this.#first = first;
    this.#next = last + 1;
    this.#oldestAt = stored.arrivedAt(first) ?? Number.POSITIVE_INFINITY;
  }

  /** Place of the oldest record there is, or of the next one. */
  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  append(record: LoggedRecord): void {
    // Of its own: a small one is a piece of a large one, and would keep it.
    const data = Buffer.allocUnsafeSlow(record.data.length);
    record.data.copy(data);
    if (this.#first === this.#next) this.#oldestAt = record.arrivedAt;
    this.#bytes ??= this.#stored.bytes();
    this.#stored.append(this.#next, record);
    this.#bytes += data.length;
    this.#live.push({ ...record, data });
    this.#liveBytes += data.length;
    this.#next += 1;
    if (this.#live.length >= LIVE.records || this.#liveBytes >= LIVE.bytes)
      this.#keepLive(this.#live.length >> 1);
  }

  at(place: number): LoggedRecord | undefined {
    if (place < this.#first || place >= this.#next) return undefined;
    if (place >= this.#firstLive) return this.#live[place - this.#firstLive];
    const { first, records } = this.#read;
    if (place >= first && place < first + records.length) return records[place - first];
    this.#read = { first: place, records: this.#stored.from(place, PAGE.records, PAGE.bytes) };
    return this.#read.records[0];
  }

  /** Place of the first record that came at `at` or later. */
  placeAt(at: number): number {
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#arrivedAt(middle) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops what came before `at`. */
  trim(at: number): void {
    if (this.#oldestAt >= at) return;
    this.#dropBefore(this.placeAt(at));
  }

  /** Drops the oldest ones where there are too many, of those before a place. */
  makeRoom(readBefore: () => number): void {
    const records = this.#next - this.#first;
    const isFull = records > SHARD_ROOM.records || (this.#bytes ?? 0) > SHARD_ROOM.bytes;
    if (!isFull || this.#next < this.#lookAgainAt) return;
    const part = Math.ceil(records * FREED);
    const place = Math.min(this.#first + part, readBefore());
    if (place > this.#first) this.#dropBefore(place);
    else this.#lookAgainAt = this.#next + part;
  }

  #dropBefore(place: number): void {
    this.#first = place;
    // The newest one tells the next run how far places are.
    const freed = this.#stored.trim(Math.min(this.#first, this.#next - 1));
    if (this.#bytes !== undefined) this.#bytes -= freed;
    if (this.#first > this.#firstLive) this.#keepLive(this.#next - this.#first);
    this.#oldestAt = this.#first < this.#next ? this.#arrivedAt(this.#first) : Number.POSITIVE_INFINITY;
  }

  get #firstLive(): number {
    return this.#next - this.#live.length;
  }

  /** The newest ones. */
  #keepLive(count: number): void {
    this.#live = this.#live.slice(this.#live.length - count);
    this.#liveBytes = this.#live.reduce((sum, { data }) => sum + data.length, 0);
  }

  #arrivedAt(place: number): number {
    const live = this.#live[place - this.#firstLive];
    return live ? live.arrivedAt : this.#stored.arrivedAt(place)!;
  }
}
