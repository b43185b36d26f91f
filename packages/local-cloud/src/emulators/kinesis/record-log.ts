import { deserialize, serialize } from "node:v8";
import type { Spill, Spilled } from "../../core/spill.ts";

/** What a log keeps of a record. */
export interface LoggedRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Never earlier than of the record before. */
  readonly arrivedAt: number;
  readonly encryptionType?: "KMS" | undefined;
}

interface Page {
  readonly first: number;
  readonly last: number;
  readonly lastAt: number;
  readonly spilled: Spilled;
}

/** Newest records in memory: a thousand a second is 25 MB a minute there. */
const LIVE = { records: 2_000, bytes: 4 * 1024 * 1024 };

/** Records in the order they came, by places that count from 1; older ones are in a file. */
export class RecordLog {
  readonly #spill: Spill;
  #pages: Page[] = [];
  #live: LoggedRecord[] = [];
  #liveBytes = 0;
  #first = 1;
  #next = 1;
  /** When the first record came, while any is in the file. */
  #oldestAt = 0;
  #read: { page: Page; records: LoggedRecord[] } | undefined;

  constructor(spill: Spill) {
    this.#spill = spill;
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
    this.#live.push({ ...record, data });
    this.#liveBytes += data.length;
    this.#next += 1;
    if (this.#live.length >= LIVE.records || this.#liveBytes >= LIVE.bytes) this.#put();
  }

  at(place: number): LoggedRecord | undefined {
    if (place < this.#first || place >= this.#next) return undefined;
    const firstLive = this.#next - this.#live.length;
    if (place >= firstLive) return this.#live[place - firstLive];
    const page = this.#pages[this.#search((each) => each.last >= place)]!;
    return this.#recordsOf(page)[place - page.first];
  }

  /** Place of the first record that came at `at` or later. */
  placeAt(at: number): number {
    const page = this.#pages[this.#search((each) => each.lastAt >= at)];
    const records = page ? this.#recordsOf(page) : this.#live;
    const first = page ? page.first : this.#next - this.#live.length;
    let low = 0;
    let high = records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (records[middle]!.arrivedAt < at) low = middle + 1;
      else high = middle;
    }
    return Math.max(this.#first, first + low);
  }

  /** Drops what came before `at`. */
  trim(at: number): void {
    const oldest = this.#pages[0];
    if (oldest ? this.#oldestAt >= at : (this.#live[0]?.arrivedAt ?? at) >= at) return;
    this.#first = this.placeAt(at);
    this.#pages = this.#pages.filter(({ last }) => last >= this.#first);
    const firstLive = this.#next - this.#live.length;
    if (this.#first > firstLive) {
      this.#live = this.#live.slice(this.#first - firstLive);
      this.#liveBytes = this.#live.reduce((sum, { data }) => sum + data.length, 0);
    }
    this.#oldestAt = this.at(this.#first)?.arrivedAt ?? 0;
  }

  /** Puts the older half of what is in memory into the file. */
  #put(): void {
    const records = this.#live.slice(0, Math.ceil(this.#live.length / 2));
    const first = this.#next - this.#live.length;
    if (this.#pages.length === 0) this.#oldestAt = records[0]!.arrivedAt;
    this.#pages.push({
      first,
      last: first + records.length - 1,
      lastAt: records.at(-1)!.arrivedAt,
      spilled: this.#spill.write(serialize(records)),
    });
    this.#live = this.#live.slice(records.length);
    this.#liveBytes = this.#live.reduce((sum, { data }) => sum + data.length, 0);
  }

  #search(matches: (page: Page) => boolean): number {
    let low = 0;
    let high = this.#pages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (matches(this.#pages[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #recordsOf(page: Page): LoggedRecord[] {
    if (this.#read?.page !== page) {
      const records = (deserialize(this.#spill.read(page.spilled)) as LoggedRecord[]).map((record) => ({
        ...record,
        data: Buffer.from(record.data.buffer, record.data.byteOffset, record.data.byteLength),
      }));
      this.#read = { page, records };
    }
    return this.#read.records;
  }
}
