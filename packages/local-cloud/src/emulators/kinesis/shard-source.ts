import type { Clock } from "../../core/clock.ts";
import type { ShardRecord, ShardSource } from "../../core/shards.ts";
import { HOUR_MS, type LocalStream } from "./local-stream.ts";
import { behind } from "./read-operations.ts";
import type { Shard, StoredRecord } from "./shard.ts";

/** Key in the journal of the hops that wrote a record: a sequence number is unique in its stream only. */
export const journalKeyOf = ({ name }: LocalStream, { sequenceNumber }: StoredRecord): string =>
  `kinesis:${name}:${sequenceNumber}`;

const toShardRecord = (stream: LocalStream, stored: StoredRecord): ShardRecord => ({
  sequenceNumber: stored.sequenceNumber,
  key: stored.partitionKey,
  arrivedAt: stored.arrivedAt,
  journalKey: journalKeyOf(stream, stored),
  data: {
    kinesisSchemaVersion: "1.0",
    partitionKey: stored.partitionKey,
    sequenceNumber: stored.sequenceNumber,
    data: stored.data.toString("base64"),
    approximateArrivalTimestamp: Math.floor(stored.arrivedAt) / 1000,
    ...(stored.encryptionType && { encryptionType: stored.encryptionType }),
  },
});

interface Reader {
  readonly arn: string;
  readonly stream: LocalStream;
  /** Where it reads next, by shard id. */
  readonly places: Map<string, number>;
}

/** Streams as event source mappings and pipes read them, in process. */
export interface ShardSources {
  open(stream: LocalStream, arn: string): ShardSource;
  /** Those that read a stream now, and how far each is behind. */
  readersOf(stream: LocalStream): { arn: string; behindMs: number }[];
}

export const createShardSources = (clock: Pick<Clock, "now">): ShardSources => {
  const readers = new Set<Reader>();

  const shardOf = (stream: LocalStream, id: string): Shard | undefined => {
    const shard = stream.shard(id);
    shard?.trim(stream.horizon);
    return shard;
  };

  const behindMs = ({ stream, places }: Reader) => {
    const ages = [...places].map(([id, place]) => {
      const shard = shardOf(stream, id);
      return shard ? behind(shard, place, clock.now()) : 0;
    });
    return Math.max(0, ...ages);
  };

  return {
    readersOf: (stream) =>
      [...readers]
        .filter((reader) => reader.stream === stream)
        .map((reader) => ({ arn: reader.arn, behindMs: behindMs(reader) })),
    open(stream, arn) {
      const reader: Reader = { arn, stream, places: new Map() };
      return {
        arn,
        streamArn: stream.arn,
        get retentionMs() {
          return stream.retentionHours * HOUR_MS;
        },
        shards: () =>
          stream.shards().map(({ id, parents }) => ({
            shardId: id,
            parents: parents.filter((parent) => stream.shard(parent) !== undefined),
          })),
        async begin(shardId, position) {
          const shard = shardOf(stream, shardId);
          if (!shard || position.type === "TRIM_HORIZON") return undefined;
          const place = position.type === "AT_TIMESTAMP" ? shard.placeAt(position.at) : shard.nextPlace;
          return shard.numberBefore(place);
        },
        async read(shardId, after, limit) {
          const shard = shardOf(stream, shardId);
          if (!shard) return { records: [], ended: true };
          const place = after === undefined ? shard.firstPlace : (shard.placeOf(after) ?? 0) + 1;
          const records = shard.from(place, limit);
          const next = Math.max(place, shard.firstPlace) + records.length;
          reader.places.set(shardId, next);
          return {
            records: records.map((record) => toShardRecord(stream, record)),
            ended: shard.closedAt !== undefined && next >= shard.nextPlace,
          };
        },
        onChange(listener) {
          readers.add(reader);
          const stop = stream.onChange(listener);
          return () => {
            readers.delete(reader);
            stop();
          };
        },
      };
    },
  };
};
