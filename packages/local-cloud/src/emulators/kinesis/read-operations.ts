import type { Cloud } from "../../core/cloud.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import { describeShard } from "./descriptions.ts";
import { notFound, tooMuch } from "./errors.ts";
import * as inputs from "./inputs.ts";
import type { Iterators, Position } from "./iterators.ts";
import type { LocalStream } from "./local-stream.ts";
import { placeOf } from "./positions.ts";
import { type Shard, type StoredRecord, sizeOf } from "./shard.ts";
import type { StreamStore } from "./stream-store.ts";
import { SHARD_LIMITS } from "./throughput.ts";

/** A record as the API answers it. */
export const toRecord = (stored: StoredRecord) => ({
  SequenceNumber: stored.sequenceNumber,
  ApproximateArrivalTimestamp: new Date(stored.arrivedAt),
  Data: stored.data,
  PartitionKey: stored.partitionKey,
  ...(stored.encryptionType && { EncryptionType: stored.encryptionType }),
});

/** As many records as fit into `bytes`, but one in any case. */
export const within = (bytes: number) => {
  let left = bytes;
  let first = true;
  return (record: StoredRecord): boolean => {
    left -= sizeOf(record);
    const fits = first || left >= 0;
    first = false;
    return fits;
  };
};

/** How far a reader that has had `read` is behind, in milliseconds; none when it has had all. */
export const behind = (shard: Shard, place: number, now: number): number => {
  const [next] = shard.from(place, 1);
  return next ? Math.max(0, Math.floor(now - next.arrivedAt)) : 0;
};

export const childShards = (stream: LocalStream, shard: Shard) =>
  stream.childrenOf(shard).map((child) => ({
    ShardId: child.id,
    ParentShards: [...child.parents],
    HashKeyRange: describeShard(child).HashKeyRange,
  }));

/** GetShardIterator and GetRecords. */
export const readOperations = (
  cloud: Pick<Cloud, "clock" | "accountId">,
  store: StreamStore,
  iterators: Iterators,
): KinesisOperations => {
  const { clock, accountId } = cloud;

  const shardOf = (stream: LocalStream, id: string): Shard => {
    const number = /^(?:shardId-)?(\d{1,12})$/.exec(id)?.[1];
    if (number === undefined)
      throw notFound(`Could not find shard ${id} in stream ${stream.name} under account ${accountId}.`);
    const shard = stream.shards().find((candidate) => candidate.number === Number(number));
    if (!shard) throw noShard(id, stream.name);
    return shard;
  };
  const noShard = (id: string, stream: string) =>
    notFound(`Shard ${id} in stream ${stream} under account ${accountId} does not exist`);

  const iteratorAt = (shard: Shard, position: Omit<Position, "shard">): string => {
    shard.iterators.note(position.place, clock.now());
    return iterators.make({ ...position, shard: shard.id });
  };

  return {
    GetShardIterator(raw) {
      const input = parseRequest(inputs.getShardIterator, raw);
      const stream = store.find(input);
      const shard = shardOf(stream, input.ShardId);
      const place = placeOf(cloud, stream, shard, {
        type: input.ShardIteratorType,
        sequenceNumber: input.StartingSequenceNumber,
        timestamp: input.Timestamp,
      });
      const { name, createdAt } = stream;
      return { ShardIterator: iteratorAt(shard, { stream: name, createdAt, place }) };
    },

    GetRecords(raw) {
      const { ShardIterator, Limit = SHARD_LIMITS.recordsAtOnce } = parseRequest(inputs.getRecords, raw);
      const position = iterators.read(ShardIterator);
      const stream = store.byName(position.stream);
      if (stream?.createdAt !== position.createdAt) throw noShard(position.shard, position.stream);
      const shard = shardOf(stream, position.shard);
      const throughput = stream.throughputOf(shard);
      if (!throughput.read())
        throw tooMuch(
          `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${accountId}.`,
        );
      shard.trim(stream.horizon);
      const first = Math.max(position.place, shard.firstPlace);
      const records = shard.from(first, Limit, within(SHARD_LIMITS.bytesAtOnce));
      throughput.gave(records.reduce((sum, record) => sum + sizeOf(record), 0));
      const place = first + records.length;
      const ended = shard.closedAt !== undefined && place >= shard.nextPlace;
      return {
        Records: records.map(toRecord),
        MillisBehindLatest: behind(shard, place, clock.now()),
        ...(ended
          ? { ChildShards: childShards(stream, shard) }
          : { NextShardIterator: iteratorAt(shard, { ...position, place }) }),
      };
    },
  };
};
