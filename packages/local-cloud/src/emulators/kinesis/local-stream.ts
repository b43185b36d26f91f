import type { Cancel, Clock } from "../../core/clock.ts";
import type { Faults } from "../../core/faults.ts";
import type { Checkpoint } from "../../core/shards.ts";
import { inUse } from "./errors.ts";
import { evenRanges, type HashKeyRange, includes, overlap } from "./hash-keys.ts";
import { type KeptStream, rangeOfKept } from "./kept-streams.ts";
import type { RecordStore } from "./record-store.ts";
import { type NewShard, Shard, type StoredRecord, sizeOf } from "./shard.ts";
import { ShardThroughput } from "./throughput.ts";

export type StreamMode = "PROVISIONED" | "ON_DEMAND";
export type StreamStatus = "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";

export interface StreamSettings {
  readonly name: string;
  readonly arn: string;
  readonly mode: StreamMode;
  readonly shardCount: number;
  readonly retentionHours: number;
  readonly maxRecordKiB: number;
  /** Key that the records are said to be encrypted with; nothing is. */
  readonly keyId?: string;
}

/** What a stream needs of the rest. */
export interface StreamSurroundings {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly records: RecordStore;
  /** How far those got in a shard who read it on and on. */
  readers(stream: LocalStream, shardId: string): readonly (Checkpoint | undefined)[];
  /** Told when something of it changed that is kept: all but its records. */
  changed(stream: LocalStream): void;
}

export const HOUR_MS = 3_600_000;

/** A stream on the cloud's clock. */
export class LocalStream {
  readonly name: string;
  readonly arn: string;
  createdAt: number;
  readonly tags = new Map<string, string>();
  readonly metrics = new Set<string>();
  mode: StreamMode;
  retentionHours: number;
  keyId: string | undefined;
  status: StreamStatus = "ACTIVE";
  /** What it is being resharded to. */
  target: readonly HashKeyRange[] | undefined;
  #maxRecordKiB: number;
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #surroundings: StreamSurroundings;
  #shards: Shard[] = [];
  #opened = 0;
  readonly #throughput = new Map<Shard, ShardThroughput>();
  readonly #refused = new WeakMap<Shard, number>();
  readonly #listeners = new Set<() => void>();
  #pending: Cancel | undefined;

  constructor(surroundings: StreamSurroundings, settings: StreamSettings) {
    this.#surroundings = surroundings;
    this.#clock = surroundings.clock;
    this.#faults = surroundings.faults;
    this.name = settings.name;
    this.arn = settings.arn;
    this.mode = settings.mode;
    this.retentionHours = settings.retentionHours;
    this.#maxRecordKiB = settings.maxRecordKiB;
    this.keyId = settings.keyId;
    this.createdAt = this.#clock.now();
    for (const range of evenRanges(settings.shardCount)) this.#open(range);
  }

  get maxRecordKiB(): number {
    return this.#maxRecordKiB;
  }

  set maxRecordKiB(size: number) {
    this.#maxRecordKiB = size;
    for (const shard of this.#throughput.keys()) this.#throughput.set(shard, this.#newThroughput());
  }

  /** What came before is trimmed. */
  get horizon(): number {
    return this.#clock.now() - this.retentionHours * HOUR_MS;
  }

  /** Shards that are open, or were until not longer ago than records are kept; in the order they began. */
  shards(): readonly Shard[] {
    const { horizon } = this;
    const isThere = ({ closedAt }: Shard) => closedAt === undefined || closedAt > horizon;
    if (!this.#shards.every(isThere)) this.#shards = this.#shards.filter(isThere);
    return this.#shards;
  }

  childrenOf({ id }: Shard): Shard[] {
    return this.#shards.filter(({ parents }) => parents.includes(id));
  }

  openShards(): Shard[] {
    return this.#shards.filter(({ closedAt }) => closedAt === undefined);
  }

  shard(id: string): Shard | undefined {
    return this.shards().find((shard) => shard.id === id);
  }

  /** The open shard that takes a key. */
  shardFor(hashKey: bigint): Shard {
    return this.openShards().find(({ range }) => includes(range, hashKey))!;
  }

  throughputOf(shard: Shard): ShardThroughput {
    const known = this.#throughput.get(shard) ?? this.#newThroughput();
    this.#throughput.set(shard, known);
    return known;
  }

  /** Appends a record; undefined when the shard has no room in this second. Call `announce` afterwards. */
  append(shard: Shard, record: { partitionKey: string; data: Buffer }): StoredRecord | undefined {
    const write = { service: "kinesis", resource: this.arn, shardId: shard.id };
    if (!this.throughputOf(shard).write(sizeOf(record)) || this.#faults.throttle(write)) {
      this.#refused.set(shard, this.refusedBy(shard) + 1);
      return undefined;
    }
    shard.trim(this.horizon);
    const encryptionType = this.keyId === undefined ? undefined : ("KMS" as const);
    const stored = shard.append({ ...record, encryptionType }, this.#clock.now());
    shard.makeRoom(() => this.#readBefore(shard));
    return stored;
  }

  /** Place of the first record that somebody may still ask for. */
  #readBefore(shard: Shard): number {
    const places = this.#surroundings.readers(this, shard.id).map((reached) => {
      if (reached?.ended) return Number.POSITIVE_INFINITY;
      return reached?.after === undefined ? 0 : (shard.placeOf(reached.after) ?? 0) + 1;
    });
    return Math.min(shard.iterators.lowest(this.#clock.now()), shard.nextPlace, ...places);
  }

  /** How many records a shard had no room for. */
  refusedBy(shard: Shard): number {
    return this.#refused.get(shard) ?? 0;
  }

  /** Tells readers that there are records, or other shards. */
  announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Is in a state for some time, and then active again; what was under way does not happen any more. */
  becomes(status: StreamStatus, ms: number, then: () => void = () => undefined): void {
    this.#cancelPending();
    this.status = status;
    this.keep();
    this.#pending = this.#clock.schedule(ms, () => {
      this.#pending = undefined;
      this.status = "ACTIVE";
      this.target = undefined;
      this.keep();
      then();
      this.announce();
    });
  }

  /** Something of it has changed. */
  keep(): void {
    this.#surroundings.changed(this);
  }

  /** Becomes what an earlier run left of it; what the config has changed since stays as it is. */
  takeUp(kept: KeptStream, isChanged: boolean): void {
    this.createdAt = kept.createdAt;
    this.#shards = kept.shards.map((shard) => this.#shardOf({ ...shard, range: rangeOfKept(shard.range) }));
    this.#opened = Math.max(...kept.shards.map(({ number }) => number)) + 1;
    if (isChanged) return;
    this.mode = kept.mode;
    this.retentionHours = kept.retentionHours;
    this.maxRecordKiB = kept.maxRecordKiB;
    this.keyId = kept.keyId;
    this.tags.clear();
    for (const [key, value] of kept.tags) this.tags.set(key, value);
    this.metrics.clear();
    for (const metric of kept.metrics) this.metrics.add(metric);
  }

  /** Closes shards and opens those that take over, each from the closed shards that its range overlaps. */
  reshard(closing: readonly Shard[], ranges: readonly HashKeyRange[]): Shard[] {
    const now = this.#clock.now();
    for (const shard of closing) {
      shard.close(now);
      this.#throughput.delete(shard);
    }
    const opened = ranges.map((range) =>
      this.#open(
        range,
        closing.filter((shard) => overlap(shard.range, range)).map(({ id }) => id),
      ),
    );
    this.keep();
    return opened;
  }

  /** Lets go of everything that waits. */
  close(): void {
    this.#cancelPending();
    this.announce();
    this.#listeners.clear();
  }

  #cancelPending(): void {
    this.#pending?.();
    this.#pending = undefined;
  }

  #open(range: HashKeyRange, parents: readonly string[] = []): Shard {
    const shard = this.#shardOf({ number: this.#opened++, range, beganAt: this.#clock.now(), parents });
    this.#shards.push(shard);
    return shard;
  }

  #shardOf(shard: Omit<NewShard, "records">): Shard {
    return new Shard({ ...shard, records: this.#surroundings.records.of(this.name, shard.number) });
  }

  #newThroughput(): ShardThroughput {
    return new ShardThroughput(this.#clock, this.#maxRecordKiB * 1024);
  }
}

/** The stream, or what AWS says to a change of one that is not active. */
export const checkActive = (stream: LocalStream, accountId: string): LocalStream => {
  if (stream.status === "ACTIVE") return stream;
  throw inUse(
    `Stream ${stream.name} under account ${accountId} not ACTIVE, instead in state ${stream.status}`,
  );
};
