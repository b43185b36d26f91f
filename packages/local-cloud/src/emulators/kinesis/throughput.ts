import type { Clock } from "../../core/clock.ts";

/** What passes in a second, with as much at once when nothing did before. */
export interface Allowance {
  /** Whether there is room for so much now; takes nothing. */
  has(amount: number): boolean;
  take(amount: number): void;
}

/** `burst` is what may pass at once; by default as much as in a second. */
export const allowance = (clock: Pick<Clock, "now">, perSecond: number, burst = perSecond): Allowance => {
  let level = burst;
  let filledAt = clock.now();
  const fill = () => {
    const now = clock.now();
    level = Math.min(burst, level + (Math.max(0, now - filledAt) / 1000) * perSecond);
    filledAt = now;
  };
  return {
    has(amount) {
      fill();
      return level >= amount;
    },
    take(amount) {
      fill();
      level -= amount;
    },
  };
};

const MiB = 1024 * 1024;

/**
 * What one shard takes and gives.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const SHARD_LIMITS = {
  writtenBytes: MiB,
  writtenRecords: 1000,
  reads: 5,
  readBytes: 2 * MiB,
  /** Of one GetRecords; the reads after it wait until it is made up for. */
  bytesAtOnce: 10 * MiB,
  recordsAtOnce: 10_000,
} as const;

/** What a shard can still take and give in this second. */
export class ShardThroughput {
  readonly #records: Allowance;
  readonly #bytes: Allowance;
  readonly #reads: Allowance;
  readonly #readBytes: Allowance;

  /** `largestRecord` in bytes: a record larger than a second's worth needs the room of several. */
  constructor(clock: Pick<Clock, "now">, largestRecord: number) {
    this.#records = allowance(clock, SHARD_LIMITS.writtenRecords);
    this.#bytes = allowance(
      clock,
      SHARD_LIMITS.writtenBytes,
      Math.max(SHARD_LIMITS.writtenBytes, largestRecord),
    );
    this.#reads = allowance(clock, SHARD_LIMITS.reads);
    this.#readBytes = allowance(clock, SHARD_LIMITS.readBytes);
  }

  /** False when a record of so many bytes is one too many, or too much. */
  write(bytes: number): boolean {
    if (!this.#records.has(1) || !this.#bytes.has(bytes)) return false;
    this.#records.take(1);
    this.#bytes.take(bytes);
    return true;
  }

  /** False when a read is one too many, or those before it took more than there was. */
  read(): boolean {
    if (!this.#reads.has(1) || !this.#readBytes.has(1)) return false;
    this.#reads.take(1);
    return true;
  }

  /** Counts what a read took, which may be more than there is room for. */
  gave(bytes: number): void {
    this.#readBytes.take(bytes);
  }
}
