import { serviceOf } from "./arn.ts";
import type { Cloud } from "./cloud.ts";
import type { StreamRecord } from "./polling.ts";

/** What is read of a stream by shards: of a table, or of Kinesis. */
export interface ShardSource {
  /** As the mapping or pipe names it: a stream, or an enhanced fan-out consumer of one. */
  readonly arn: string;
  /** Stream it belongs to; the same as `arn` but for a consumer. */
  readonly streamArn: string;
  /** How long records are kept; 24 hours of a table. */
  readonly retentionMs: number;
  /** Shards with records that are still kept, parents before their children. */
  shards(): readonly StreamShard[];
  /**
   * Sequence number after which a reader at the position begins, as of the moment of the call; undefined is the oldest
   * record. A number that is in no record will do.
   */
  begin(shardId: string, position: StreamPosition): Promise<string | undefined>;
  /** Records after a sequence number, oldest first, at most `limit` of them. Never waits for more to come. */
  read(shardId: string, after: string | undefined, limit: number): Promise<ShardPage>;
  /** Calls the listener when there may be more to read or other shards; returns how to stop. */
  onChange(listener: () => void): () => void;
}

export interface StreamShard {
  readonly shardId: string;
  /** The shards it took over from, that are read to their end before; those of the past are left out. */
  readonly parents: readonly string[];
}

export interface ShardPage {
  readonly records: readonly ShardRecord[];
  /** The shard is closed and these were its last. */
  readonly ended: boolean;
}

/** Where a reader begins that has no checkpoint. Times are milliseconds. */
export type StreamPosition =
  | { readonly type: "TRIM_HORIZON" | "LATEST" }
  | { readonly type: "AT_TIMESTAMP"; readonly at: number };

/** A record with what a reader has to know of it. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  /** Records with the same key keep their order: the partition key, or the key of a table's item. */
  readonly key: string;
  /** When it came into the stream, in milliseconds of the cloud's clock. */
  readonly arrivedAt: number;
  /** Key in the journal of the hops that wrote it. */
  readonly journalKey: string;
  readonly data: KinesisData | StreamRecord;
}

/** The `kinesis` member of a record as Lambda hands it over; Pipes spread it over the record. */
export interface KinesisData {
  readonly kinesisSchemaVersion: "1.0";
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** Base64. */
  readonly data: string;
  /** Seconds, with three decimals at most. */
  readonly approximateArrivalTimestamp: number;
  readonly encryptionType?: string;
}

/** What the emulators of DynamoDB and of Kinesis offer to those that poll. */
export interface ShardSources {
  /** By the ARN of a stream, or of a consumer where there are any. */
  get(arn: string): ShardSource | undefined;
}

declare module "./cloud.ts" {
  interface Shared {
    tableStreams: ShardSources;
    kinesisStreams: ShardSources;
  }
}

/** The stream behind an ARN; undefined when there is none. */
export const shardSource = (cloud: Pick<Cloud, "use">, arn: string): ShardSource | undefined =>
  cloud.use(serviceOf(arn) === "kinesis" ? "kinesisStreams" : "tableStreams").get(arn);

/** How far a reader got in a shard: the last record that is done, and whether the shard is. */
export interface Checkpoint {
  readonly after?: string | undefined;
  readonly ended?: true;
}

/** How far a reader got, by shard; what of them changes outlasts the process. */
export interface Checkpoints {
  get(shardId: string): Checkpoint | undefined;
  set(shardId: string, checkpoint: Checkpoint): void;
}

/** Where a new reader begins in each shard there is now; of those that come later it reads everything. */
export const startAt = async (
  source: ShardSource,
  position: StreamPosition,
): Promise<Map<string, Checkpoint>> => {
  const begins = source.shards().map(async ({ shardId }): Promise<[string, Checkpoint]> => {
    return [shardId, { after: await source.begin(shardId, position) }];
  });
  return new Map(await Promise.all(begins));
};
