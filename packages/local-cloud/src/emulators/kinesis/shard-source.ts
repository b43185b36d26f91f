import type { ShardRecord, ShardSource } from "../../core/shards.ts";
import type { LocalStream } from "./local-stream.ts";
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

/** A stream as event source mappings and pipes read it, in process. */
export const shardSourceOf = (stream: LocalStream, arn: string): ShardSource => {
  const shardOf = (id: string): Shard | undefined => {
    const shard = stream.shard(id);
    shard?.trim(stream.horizon);
    return shard;
  };
  return {
    arn,
    streamArn: stream.arn,
    get retentionMs() {
      return stream.retentionHours * 3_600_000;
    },
    shards: () =>
      stream.shards().map(({ id, parents }) => ({
        shardId: id,
        parents: parents.filter((parent) => stream.shard(parent) !== undefined),
      })),
    async begin(shardId, position) {
      const shard = shardOf(shardId);
      if (!shard || position.type === "TRIM_HORIZON") return undefined;
      const place = position.type === "AT_TIMESTAMP" ? shard.placeAt(position.at) : shard.nextPlace;
      return shard.numberBefore(place);
    },
    async read(shardId, after, limit) {
      const shard = shardOf(shardId);
      if (!shard) return { records: [], ended: true };
      const place = after === undefined ? shard.firstPlace : (shard.placeOf(after) ?? 0) + 1;
      const records = shard.from(place, limit);
      const ended = shard.closedAt !== undefined && place + records.length >= shard.nextPlace;
      return { records: records.map((record) => toShardRecord(stream, record)), ended };
    },
    onChange: (listener) => stream.onChange(listener),
  };
};
